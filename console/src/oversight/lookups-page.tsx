import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../api/client.ts';
import { Button } from '../components/button.tsx';
import { Select, TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { PURPOSES, type PurposeId } from '../purposes.ts';
import { ROLE_TITLES } from '../roles.ts';

const NO_FILTER = { person: '', actor: '', purpose: '', from: '', to: '' };
const PURPOSE_CHOICES = [{ value: '', words: 'Any' }, ...PURPOSES];

type Filter = typeof NO_FILTER;

async function readLookups(filter: Filter, cursor: string | null) {
  const query = {
    ...(filter.person !== '' && { person: filter.person }),
    ...(filter.actor !== '' && { actor: filter.actor }),
    ...(filter.purpose !== '' && { purpose: filter.purpose as PurposeId }),
    ...(filter.from !== '' && { since: `${filter.from}T00:00` }),
    ...(filter.to !== '' && { until: `${filter.to}T00:00` }),
    ...(cursor !== null && { cursor }),
  };
  return answerOf(api.GET('/api/v1/lookups', { params: { query: { limit: 100, ...query } } }));
}

type Lookup = Awaited<ReturnType<typeof readLookups>>['items'][number];

/** Who looked at whom, and why: the data protection officer's page (rows R90, I06). */
export default function LookupsPage() {
  const [filter, change] = useAddressFilter(NO_FILTER);
  const lookups = useInfiniteQuery({
    queryKey: ['lookups', filter],
    queryFn: ({ pageParam }) => readLookups(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  return (
    <Page
      title="Who looked at whom"
      lead="Every look at a person or at what a person did, newest first: who took it, when, for what purpose, and under which reference. That you ask after one person is written down as well."
    >
      <LookupFilter key={JSON.stringify(filter)} filter={filter} onChange={change} />
      <Answered query={lookups}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="Nobody looked.">
              <p>No look-up fits what you asked for.</p>
            </Empty>
          ) : (
            <Table caption="Look-ups, newest first" columns={COLUMNS} rows={items} rowKey={({ sequence }) => String(sequence)} />
          )
        }
      </Answered>
      {lookups.hasNextPage && (
        <Button kind="secondary" busy={lookups.isFetchingNextPage} onClick={() => void lookups.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </Page>
  );
}

/** Asks once the form is sent: each question about a person is itself written down. */
function LookupFilter({ filter, onChange }: { readonly filter: Filter; readonly onChange: (filter: Filter) => void }) {
  const [typed, setTyped] = useState(filter);
  const set = (change: Partial<Filter>) => setTyped({ ...typed, ...change });
  return (
    <search className="no-print">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChange(typed);
        }}
      >
        <div className="filters">
          <TextField label="Person looked at" value={typed.person} onChange={(person) => set({ person })} />
          <TextField label="Who looked, as user:name" value={typed.actor} onChange={(actor) => set({ actor })} />
          <Select label="Purpose" choices={PURPOSE_CHOICES} value={typed.purpose} onChange={(purpose) => set({ purpose })} />
          <TextField label="From" type="date" value={typed.from} onChange={(from) => set({ from })} />
          <TextField label="Before" type="date" value={typed.to} onChange={(to) => set({ to })} />
        </div>
        <Button kind="secondary" submit>
          Show
        </Button>
      </form>
    </search>
  );
}

const COLUMNS: readonly Column<Lookup>[] = [
  { id: 'at', title: 'When', cell: ({ at }) => <Time at={at} />, sortBy: ({ at }) => at },
  { id: 'actor', title: 'Who', cell: ({ actor, role }) => <Looker actor={actor} role={role} />, sortBy: ({ actor }) => actor },
  { id: 'words', title: 'What', cell: ({ words }) => words, sortBy: ({ words }) => words },
  { id: 'subject', title: 'About', cell: ({ subject }) => <HarmlessText text={subject} most={80} /> },
  { id: 'purpose', title: 'Purpose', cell: ({ purpose, reference }) => <Why purpose={purpose} reference={reference} /> },
  {
    id: 'outcome',
    title: '',
    cell: ({ outcome }) => (outcome === 'refused' ? <Tag tone="warning">Refused</Tag> : null),
  },
];

function Looker({ actor, role }: Pick<Lookup, 'actor' | 'role'>) {
  const title = role !== null && role in ROLE_TITLES ? ROLE_TITLES[role as keyof typeof ROLE_TITLES] : role;
  return (
    <>
      <HarmlessText text={actor} />
      {title !== null && <div className="secondary">{title}</div>}
    </>
  );
}

function Why({ purpose, reference }: Pick<Lookup, 'purpose' | 'reference'>) {
  return (
    <>
      <Tag>{PURPOSES.find(({ value }) => value === purpose)?.words ?? 'None given'}</Tag>
      {reference !== null && (
        <div className="secondary">
          <HarmlessText text={reference} most={80} />
        </div>
      )}
    </>
  );
}
