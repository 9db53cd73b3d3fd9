import { useState } from 'react';
import { ButtonLink } from '../components/button.tsx';
import { Select } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel, SummaryList } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { GROUP_CHOICES } from '../groups.ts';
import { ADMINISTRATORS, IT, type Role } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import { ChangePanel } from './change-panel.tsx';
import { MonitoredSites } from './monitored-sites.tsx';
import { ACTION_TITLES, type ActionSpec, actionWords, type Cells, useCategories, useGroups, usePolicy } from './policy.ts';

const MAY_SEE_SITES: readonly Role[] = [...IT, 'headteacher'];
/** Why nobody can switch it here, and what there is instead. */
const WHY_CLOSED = {
  sealed: 'On statutory lists: nobody may open them, at any level.',
  locked: 'The Prevent duty: only for research by one member of staff, agreed to by two people.',
} as const;
const CHOSEN = { group: 'seniors' };
const ACTION_CHOICES = Object.entries(ACTION_TITLES).map(([value, words]) => ({ value, words }));

/** What each group may open, and changing it: whom it would affect is shown before it is saved. */
export default function PolicyPage() {
  const [{ group }, choose] = useAddressFilter(CHOSEN);
  const policy = usePolicy();
  const groups = useGroups();
  return (
    <Page
      title="Policy"
      lead="What each group may open. A change is tried on what people really did before it is saved, needs a reason, and can be undone."
      actions={
        <ButtonLink to="/policy/versions" kind="secondary">
          Versions
        </ButtonLink>
      }
    >
      <Answered query={policy}>
        {({ saved }) => (
          <p className="secondary">
            In force since <Time at={saved.effectiveAt} />, saved by <HarmlessText text={saved.author} />:{' '}
            <HarmlessText text={saved.reason} />
          </p>
        )}
      </Answered>
      <Select label="Group" choices={GROUP_CHOICES} value={group} onChange={(chosen) => choose({ group: chosen })} />
      <Answered query={groups}>
        {({ items }) => {
          const found = items.find(({ id }) => id === group);
          return found === undefined ? null : <GroupPolicy key={group} group={found} />;
        }}
      </Answered>
    </Page>
  );
}

function isMonitored(spec: ActionSpec): boolean {
  return typeof spec === 'string' ? spec === 'monitor' : spec.action === 'monitor' || spec.otherwise === 'monitor';
}

type Group = NonNullable<ReturnType<typeof useGroups>['data']>['items'][number];

interface Row {
  readonly id: string;
  readonly title: string;
  readonly tier: 'sealed' | 'locked' | 'ordinary';
  readonly now: ActionSpec;
  readonly byDefault: ActionSpec;
  readonly next: ActionSpec;
}

function GroupPolicy({ group }: { readonly group: Group }) {
  const account = useAccount();
  const categories = useCategories();
  const [cells, setCells] = useState<Cells>({});
  const mayEdit = ADMINISTRATORS.includes(account.role) && account.school === null;
  const set = (id: string, action: ActionSpec, now: ActionSpec) => {
    const { [id]: _, ...others } = cells;
    setCells(action === now ? others : { ...others, [id]: action });
  };
  const rows = rowsOf(group, categories.data?.items ?? [], cells);
  return (
    <>
      <SummaryList
        rows={[
          ['SafeSearch', group.safeSearch],
          ['YouTube', group.youtube],
          ['Only listed sites open', group.walledGarden ? 'Yes' : null],
        ]}
      />
      <Answered query={categories}>
        {() => <Table caption="Categories" columns={columnsOf(mayEdit ? set : null)} rows={rows} rowKey={({ id }) => id} />}
      </Answered>
      {Object.keys(cells).length > 0 && (
        <Panel title="Your changes" tone="warning">
          <ul className="govuk-list govuk-list--bullet">
            {rows
              .filter(({ id }) => id in cells)
              .map(({ id, title, now, next }) => (
                <li key={id}>
                  {title}: {actionWords(now)} → <strong>{actionWords(next)}</strong>
                </li>
              ))}
          </ul>
          <ChangePanel group={group.id} cells={cells} defaults={defaultsOf(group)} onDone={() => setCells({})} />
        </Panel>
      )}
      {rows.some(({ now }) => isMonitored(now)) && MAY_SEE_SITES.includes(account.role) && <MonitoredSites group={group.id} />}
    </>
  );
}

function defaultsOf(group: Group): Cells {
  return Object.fromEntries(group.categories.map(({ id, byDefault }) => [id, byDefault]));
}

function rowsOf(group: Group, categories: readonly Pick<Row, 'id' | 'title' | 'tier'>[], cells: Cells): Row[] {
  return group.categories.map(({ id, action, byDefault }) => {
    const { title = id, tier = 'ordinary' } = categories.find((one) => one.id === id) ?? {};
    return { id, title, tier, now: action, byDefault, next: cells[id] ?? action };
  });
}

type SetCell = (id: string, action: ActionSpec, now: ActionSpec) => void;

function columnsOf(set: SetCell | null): readonly Column<Row>[] {
  return [
    { id: 'title', title: 'Category', cell: ({ title }) => title, sortBy: ({ title }) => title },
    {
      id: 'action',
      title: 'What happens',
      cell: (row) => (set === null || row.tier !== 'ordinary' ? actionWords(row.next) : <ActionSelect row={row} onChange={set} />),
      sortBy: ({ next }) => actionWords(next),
    },
    {
      id: 'note',
      title: '',
      cell: ({ tier, next, now, byDefault }) =>
        tier !== 'ordinary' ? (
          <>
            <Tag>Cannot be opened</Tag> <span className="secondary">{WHY_CLOSED[tier]}</span>
          </>
        ) : next !== now ? (
          <Tag tone="warning">Not saved</Tag>
        ) : now !== byDefault ? (
          <Tag tone="info">Your own</Tag>
        ) : null,
    },
  ];
}

function ActionSelect({ row: { id, title, now, next }, onChange }: { readonly row: Row; readonly onChange: SetCell }) {
  const scheduled = typeof now === 'string' ? [] : [{ value: 'as-now', words: actionWords(now) }];
  return (
    <select
      className="govuk-select"
      aria-label={`What happens with ${title}`}
      value={typeof next === 'string' ? next : 'as-now'}
      onChange={({ target: { value } }) => onChange(id, value === 'as-now' ? now : (value as ActionSpec), now)}
    >
      {[...scheduled, ...ACTION_CHOICES].map(({ value, words }) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}
