import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { TextButton } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Select } from '../components/field.tsx';
import { HarmlessAddress } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { groupTitle } from '../groups.ts';
import { IT } from '../roles.ts';
import type { School } from '../session/schools.ts';
import { schoolChoices } from '../session/schools.ts';
import { useAccount } from '../session/session.ts';
import type { Action, Change } from './answers.ts';
import { categoryTitle } from './categories.ts';
import { ChangeNotice } from './change-notice.tsx';
import { OpenSuggested, type Suggestion } from './open-suggested.tsx';
import { useSchools } from './use-summary.ts';
import { ACTIONS, scopeWords } from './words.ts';
import './it.css';

interface BlockedSite {
  readonly host: string;
  readonly category: string;
  readonly rule: string;
  readonly action: Action;
  readonly decisions: number;
  readonly people: number;
  readonly groups: readonly { readonly group: string; readonly decisions: number }[];
  readonly lastAt: string;
  readonly suggestion: Suggestion | null;
  readonly whyNot: string | null;
}

interface BlockedSites {
  readonly since: string;
  readonly complete: boolean;
  readonly items: readonly BlockedSite[];
}

const NO_FILTER = { hours: '24', school: '' };
const HOURS = [
  { value: '1', words: 'The last hour' },
  { value: '24', words: 'The last day' },
  { value: '168', words: 'The last week' },
];
const MOST = 100;

/** What most people were refused lately, and the narrowest rule that would open it. */
export default function BlockedPage() {
  const { role } = useAccount();
  const schools = useSchools();
  const [filter, change] = useAddressFilter(NO_FILTER);
  const [opening, setOpening] = useState<Suggestion | null>(null);
  const [opened, setOpened] = useState<Change | null>(null);
  const blocked = useQuery({
    queryKey: ['blocked-sites', filter],
    queryFn: () => ask<BlockedSites>('/api/v1/blocked-sites', { query: { ...filter, limit: MOST } }),
    staleTime: 60_000,
  });
  return (
    <Page
      title="Blocked most lately"
      lead="Where the filter is in people’s way most often: perhaps a site that lessons need. Numbers only, nobody’s name."
    >
      <search className="filters no-print">
        <Select label="When" value={filter.hours} onChange={(hours) => change({ hours })} choices={HOURS} />
        {schools.length > 1 && (
          <Select label="School" value={filter.school} onChange={(school) => change({ school })} choices={schoolChoices(schools)} />
        )}
      </search>
      {opened !== null && <ChangeNotice title="The site is open." change={opened} onClose={() => setOpened(null)} />}
      <Answered query={blocked} what="Reading the records">
        {({ items, complete, since }) => (
          <>
            {!complete && (
              <Notification>
                <p>There was not time to read everything: these are the newest.</p>
              </Notification>
            )}
            {items.length === 0 ? (
              <Empty title="Nothing was blocked.">
                <p>
                  Not since <Time at={since} />.
                </p>
              </Empty>
            ) : (
              <Panel title="Sites">
                <Table
                  caption="Blocked most lately"
                  captionHidden
                  columns={IT.includes(role) ? [...COLUMNS, openColumn(setOpening, schools)] : COLUMNS}
                  rows={items}
                  rowKey={({ host }) => host}
                />
              </Panel>
            )}
          </>
        )}
      </Answered>
      {opening !== null && <OpenSuggested suggestion={opening} onDone={setOpened} onClose={() => setOpening(null)} />}
    </Page>
  );
}

const COLUMNS: readonly Column<BlockedSite>[] = [
  { id: 'site', title: 'Site', cell: (row) => <Site {...row} />, sortBy: ({ host }) => host },
  { id: 'category', title: 'Category', cell: ({ category }) => categoryTitle(category), sortBy: ({ category }) => category },
  { id: 'people', title: 'People', cell: ({ people }) => people.toLocaleString('en-GB'), sortBy: ({ people }) => people, align: 'end' },
  {
    id: 'times',
    title: 'Times',
    cell: ({ decisions }) => decisions.toLocaleString('en-GB'),
    sortBy: ({ decisions }) => decisions,
    align: 'end',
  },
  { id: 'groups', title: 'Groups', cell: ({ groups }) => groups.map(({ group }) => groupTitle(group)).join(', ') },
  { id: 'last', title: 'Last', cell: ({ lastAt }) => <Time at={lastAt} />, sortBy: ({ lastAt }) => lastAt },
];

function Site({ host, action }: BlockedSite) {
  return (
    <>
      <HarmlessAddress address={host} /> {action === 'coach' && <Tag tone="warning">{ACTIONS.coach.words}</Tag>}
      <span className="it-under">
        <Link href={`/why?site=${encodeURIComponent(host)}`} className="govuk-link">
          Why<span className="govuk-visually-hidden"> is {host} blocked</span>
        </Link>
      </span>
    </>
  );
}

function openColumn(onOpen: (suggestion: Suggestion) => void, schools: readonly School[]): Column<BlockedSite> {
  return {
    id: 'open',
    title: 'Narrowest rule',
    cell: ({ host, suggestion, whyNot }) =>
      suggestion === null ? (
        <span className="secondary">{whyNot}</span>
      ) : (
        <TextButton onClick={() => onOpen(suggestion)}>
          Open<span className="govuk-visually-hidden"> {host}</span> to {scopeWords(suggestion.body.scope, schools)} for a week
        </TextButton>
      ),
  };
}
