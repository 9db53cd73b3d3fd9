import { Link } from 'wouter';
import { HarmlessAddress, HarmlessText } from '../components/harmless.tsx';
import { Folded, Panel, SummaryList } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { actorName } from '../dsl/words.ts';
import { groupTitle } from '../groups.ts';
import type { EarlierDecision, RequestDetail } from './answers.ts';
import { categoryTitles } from './categories.ts';
import { RequestLook } from './request-look.tsx';
import { RuleChain, WouldChange } from './rule-chain.tsx';
import { useSchools } from './use-summary.ts';
import { ACTIONS, counted, REQUEST_STATUSES, ruleTitle, schoolName, spanWords } from './words.ts';

/** What is asked for, by whom, how the site is decided now, and what was said about it before. */
export function RequestFacts({ request }: { readonly request: RequestDetail }) {
  const schools = useSchools();
  const { url, requestedBy, filedBy, school, group, urgent, overdue, createdAt, dueAt, decision, reason, earlier } = request;
  const isForAnother = actorName(filedBy) !== requestedBy && !filedBy.startsWith('portal');
  return (
    <div>
      <Panel title="What is asked" {...(urgent && decision === null && { tone: 'danger' })}>
        <p className="it-quote">
          <HarmlessText text={reason} />
        </p>
        <SummaryList
          rows={[
            ['Site', <HarmlessAddress key="site" address={url} />],
            ['Asked by', <HarmlessText key="by" text={requestedBy} />],
            ['Group, school', `${groupTitle(group)}, ${schoolName(school, schools)}`],
            ['Filed by', isForAnother && <HarmlessText key="filed" text={actorName(filedBy)} />],
            ['Asked', <Time key="at" at={createdAt} />],
            ['Answered after', decision !== null && spanWords(Date.parse(decision.at) - Date.parse(createdAt))],
            [
              'Answer by',
              decision === null && (
                <span key="due">
                  <Time at={dueAt} /> {overdue && <Tag tone="warning">Overdue</Tag>} {urgent && <Tag tone="danger">Urgent</Tag>}
                </span>
              ),
            ],
          ]}
        />
      </Panel>
      <HowItWas request={request} />
      <RequestLook request={request} />
      <Earlier items={earlier} />
    </div>
  );
}

function HowItWas({ request: { explanation, decisionId, met, tier, url, requestedBy } }: { readonly request: RequestDetail }) {
  const { action, rule, reason, categories, chain, wouldChange } = explanation;
  const { words, tone } = ACTIONS[action];
  return (
    <Panel title="How it was when they asked">
      <p>
        <Tag tone={tone}>{words}</Tag>{' '}
        {tier !== 'ordinary' && <Tag tone="danger">{tier === 'sealed' ? 'Statutory list' : 'Closed to everyone'}</Tag>}
      </p>
      <p>
        <HarmlessText text={reason} />
      </p>
      <SummaryList
        rows={[
          ['Decided by', ruleTitle(rule)],
          ['Category', categoryTitles(categories)],
          ['Met lately', <Met key="met" met={met} />],
        ]}
      />
      <Folded summary="Every rule, in order">
        <RuleChain chain={chain} />
        <WouldChange changes={wouldChange} />
      </Folded>
      <ul className="it-links">
        {tier !== 'sealed' && (
          <li>
            <Link href={`/why?${new URLSearchParams({ site: url, user: requestedBy })}`} className="govuk-link">
              How it is now
            </Link>
          </li>
        )}
        {decisionId !== null && (
          <li>
            <Link href={`/why?decision=${decisionId}`} className="govuk-link">
              The decision that they met
            </Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}

function Met({ met }: Pick<RequestDetail, 'met'>) {
  if (met === null) return <>Not counted for a site on a statutory list.</>;
  const { people, refused, days, complete } = met;
  if (people === 0) return <>Nobody else in {counted(days, 'day')}.</>;
  return (
    <>
      {complete ? '' : 'At least '}
      {counted(people, 'person', 'people')} in {counted(days, 'day')}, {refused} of them refused.
    </>
  );
}

function Earlier({ items }: { readonly items: readonly EarlierDecision[] }) {
  if (items.length === 0) return null;
  return (
    <Panel title="Earlier answers about this site">
      <ul className="it-lines">
        {items.map(({ id, status, by, at, reason }) => (
          <li key={id}>
            <Link href={`/requests/${id}`} className="govuk-link">
              {REQUEST_STATUSES[status as keyof typeof REQUEST_STATUSES]?.words ?? status}
            </Link>{' '}
            by {actorName(by)}, <Time at={at} />: <HarmlessText text={reason} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
