import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { HarmlessAddress } from '../components/harmless.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { categoryTitle } from '../it/categories.ts';

const WEEK = 168;
const MOST = 100;

/** What a group met in the last week that would have been blocked, were its category not only monitored. */
export function MonitoredSites({ group }: { readonly group: string }) {
  const sites = useQuery({
    queryKey: ['blocked-sites', 'monitored'],
    queryFn: () => answerOf(api.GET('/api/v1/blocked-sites', { params: { query: { show: 'monitored', hours: WEEK, limit: MOST } } })),
    staleTime: 60_000,
  });
  return (
    <Panel title="Would have been blocked in the last week">
      <Answered query={sites} what="Reading the records">
        {({ items }) => {
          const met = items.flatMap(({ host, category, groups }) => {
            const own = groups.find((one) => one.group === group);
            return own === undefined ? [] : [{ host, category, decisions: own.decisions }];
          });
          if (met.length === 0) return <Empty title="Nothing yet." />;
          return <Table caption="Monitored sites" captionHidden columns={COLUMNS} rows={met} rowKey={({ host }) => host} />;
        }}
      </Answered>
    </Panel>
  );
}

interface Met {
  readonly host: string;
  readonly category: string;
  readonly decisions: number;
}

const COLUMNS: readonly Column<Met>[] = [
  { id: 'host', title: 'Site', cell: ({ host }) => <HarmlessAddress address={host} />, sortBy: ({ host }) => host },
  { id: 'category', title: 'Category', cell: ({ category }) => categoryTitle(category), sortBy: ({ category }) => categoryTitle(category) },
  { id: 'decisions', title: 'Times', cell: ({ decisions }) => decisions.toLocaleString('en-GB'), sortBy: ({ decisions }) => decisions },
];
