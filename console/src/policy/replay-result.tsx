import { HarmlessText } from '../components/harmless.tsx';
import { Folded } from '../components/panel.tsx';
import { Empty } from '../components/states.tsx';
import type { Counted, ReplayJob, ReplayKind } from './policy.ts';

const KINDS: readonly (readonly [ReplayKind, string])[] = [
  ['newly-allowed', 'that were not let through would open'],
  ['newly-blocked', 'that were let through would be blocked'],
  ['newly-coached', 'would be asked about first'],
  ['newly-monitored', 'would stay open, and be recorded as what would be blocked'],
];

/** What a change of policy would have done to decisions that were really made. */
export function ReplayResult({ result: { decided, changes } }: { readonly result: NonNullable<ReplayJob['result']> }) {
  const shown = KINDS.filter(([kind]) => changes[kind].decisions > 0);
  if (shown.length === 0)
    return (
      <Empty title="It would have changed nothing.">
        <p>{decided.toLocaleString('en-GB')} recorded decisions were tried.</p>
      </Empty>
    );
  return (
    <div role="status">
      <p>{decided.toLocaleString('en-GB')} recorded decisions were tried.</p>
      {shown.map(([kind, words]) => {
        const { decisions, people, byCategory, byGroup, byHost } = changes[kind];
        return (
          <section key={kind}>
            <h3 className="govuk-heading-s">
              {counted(decisions, 'visit', 'visits')} by {counted(people, 'person', 'people')} {words}
            </h3>
            <Folded summary="By category, group and site">
              <Counts title="Categories" counts={byCategory} />
              <Counts title="Groups" counts={byGroup} />
              <Counts title="Sites" counts={byHost} />
            </Folded>
          </section>
        );
      })}
    </div>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

function Counts({ title, counts }: { readonly title: string; readonly counts: readonly Counted[] }) {
  return (
    <>
      <h4 className="govuk-heading-s">{title}</h4>
      <ul className="govuk-list">
        {counts.map(({ key, decisions, people }) => (
          <li key={key}>
            <HarmlessText text={key} />: {decisions.toLocaleString('en-GB')} ({people === 1 ? '1 person' : `${people} people`})
          </li>
        ))}
      </ul>
    </>
  );
}
