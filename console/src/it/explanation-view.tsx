import { Link } from 'wouter';
import { ButtonLink } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { HarmlessAddress, HarmlessText, Reference } from '../components/harmless.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { ATTRIBUTION_WORDS } from '../dsl/words.ts';
import { groupTitle } from '../groups.ts';
import { IT, type Role } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import type { Explained, Explanation } from './answers.ts';
import { categoryTitle, categoryTitles } from './categories.ts';
import { RuleChain, WouldChange } from './rule-chain.tsx';
import { useSchools } from './use-summary.ts';
import { ACTIONS, ruleTitle, schoolName } from './words.ts';

interface ExplanationViewProps {
  readonly explained: Explained;
  /** As it was asked for; empty for a decision of the past. */
  readonly site: string;
}

/** The answer, what it rests on, and what would change it. */
export function ExplanationView({ explained: { explanation, recorded, notes }, site }: ExplanationViewProps) {
  const { chain, wouldChange } = explanation;
  return (
    <>
      {recorded !== undefined && recorded.action !== explanation.action && <Different recorded={recorded} />}
      <div className="columns">
        <div>
          <Verdict explanation={explanation} recorded={recorded} site={site} />
          <Panel title="What would change it">
            <WouldChange changes={wouldChange} />
          </Panel>
          {notes.length > 0 && <Notes notes={notes} />}
        </div>
        <Panel title="The rules, in order">
          <p className="secondary">They are asked from the top. The first one that has an answer decides.</p>
          <RuleChain chain={chain} />
        </Panel>
      </div>
    </>
  );
}

/** How far the answer can be relied on. */
function Notes({ notes }: Pick<Explained, 'notes'>) {
  return (
    <Panel title="How this was worked out">
      <ul className="it-lines">
        {notes.map((note) => (
          <li key={note}>
            <HarmlessText text={note} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Different({ recorded: { action, reason, time } }: { readonly recorded: NonNullable<Explained['recorded']> }) {
  return (
    <Notification tone="warning" title="It is different now">
      <p>
        Then (<Time at={time} />
        ): {ACTIONS[action].words.toLowerCase()}. <HarmlessText text={reason} /> Below is what holds for the same request today.
      </p>
    </Notification>
  );
}

interface VerdictProps {
  readonly explanation: Explanation;
  readonly recorded: Explained['recorded'] | undefined;
  readonly site: string;
}

function Verdict({ explanation, recorded, site }: VerdictProps) {
  const { action, rule, reason, target, at, localTime, policyVersion, listVersion, nextBoundary } = explanation;
  const { words, tone } = ACTIONS[action];
  return (
    <Panel
      title={`${words}: ${ruleTitle(rule).toLowerCase()}`}
      tone={action === 'allow' ? 'good' : action === 'block' ? 'danger' : 'warning'}
    >
      <p className="it-verdict">
        <Tag tone={tone}>{words}</Tag> <HarmlessText text={reason} />
      </p>
      <SummaryList
        rows={[
          ['Site', <HarmlessAddress key="site" address={target} />],
          ['Who', <Who key="who" {...explanation} />],
          ['When', recorded === undefined ? <span key="at">{localTime}</span> : <Time key="at" at={at} />],
          ['Category', categoryTitles(explanation.categories)],
          ['Because of', <Evidence key="evidence" {...explanation} />],
          ['Searched for', explanation.searchTerm !== undefined && <HarmlessText key="term" text={explanation.searchTerm} />],
          ['Could change by itself', nextBoundary !== null && <Time key="next" at={nextBoundary} />],
        ]}
      />
      <OpenIt explanation={explanation} site={site} />
      <PersonalUseOf identity={explanation.identity} />
      <Folded summary="Versions">
        <p>
          Policy <Reference id={policyVersion} />, lists <Reference id={listVersion} />
        </p>
      </Folded>
    </Panel>
  );
}

function Who({ identity: { username, computer, school, group, attribution } }: Pick<Explanation, 'identity'>) {
  const schools = useSchools();
  return (
    <>
      {username === null ? 'Nobody in particular' : <HarmlessText text={username} />}, {groupTitle(group)}
      {school !== null && `, ${schoolName(school, schools)}`}
      {computer !== null && (
        <>
          {', at '}
          <HarmlessText text={computer} />
        </>
      )}
      {username !== null && <span className="secondary it-under">{ATTRIBUTION_WORDS[attribution] ?? attribution}</span>}
    </>
  );
}

function Evidence({ evidence: { match, ref, entry }, matches }: Pick<Explanation, 'evidence' | 'matches'>) {
  const others = matches.filter((one) => one !== match && one.entry !== match?.entry);
  if (match === undefined && ref === undefined && entry === undefined && others.length === 0) return <>No list names it.</>;
  return (
    <>
      {match !== undefined && (
        <span>
          The entry <HarmlessAddress address={match.entry} /> of the list {match.list} ({categoryTitle(match.category)}).{' '}
        </span>
      )}
      {entry !== undefined && (
        <span>
          The entry <HarmlessAddress address={entry} />.{' '}
        </span>
      )}
      {ref !== undefined && (
        <span>
          <Reference id={ref} />{' '}
        </span>
      )}
      {others.length > 0 && (
        <span className="secondary it-under">
          Named too by:{' '}
          {others
            .slice(0, 5)
            .map(({ list, category }) => `${list} (${categoryTitle(category)})`)
            .join(', ')}
        </span>
      )}
    </>
  );
}

/** What nobody can open, or not like this, has no button. */
const NOT_OPENED = [
  'sealed',
  'locked',
  'policy-unavailable',
  'suspension',
  'pupil-wifi',
  'exam',
  'address-gate',
  'protocol',
  'identity',
  'limit',
];

const WITHDRAWERS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher'];

/** Where somebody looks at a member of staff, what they may use for themselves is one click away. */
function PersonalUseOf({ identity: { username, group } }: Pick<Explanation, 'identity'>) {
  const { role } = useAccount();
  if (!WITHDRAWERS.includes(role) || username === null || group !== 'staff') return null;
  return (
    <p>
      <Link href={`/personal-use?${new URLSearchParams({ person: username })}`} className="govuk-link">
        Withdraw personal use from them
      </Link>
    </p>
  );
}

function OpenIt({ explanation: { action, rule, target, identity }, site }: Omit<VerdictProps, 'recorded'>) {
  const { role } = useAccount();
  if (!IT.includes(role) || action === 'allow' || NOT_OPENED.includes(rule)) return null;
  const query = new URLSearchParams({ site: site === '' ? target : site });
  if (identity.username !== null) query.set('person', identity.username);
  query.set('group', identity.group);
  if (identity.school !== null) query.set('school', identity.school);
  return (
    <p>
      <ButtonLink to={`/open-now/new?${query}`}>
        Open it for {identity.username === null ? '…' : <HarmlessText text={identity.username} most={60} />}
      </ButtonLink>
    </p>
  );
}
