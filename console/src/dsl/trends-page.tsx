import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { ask } from '../api/client.ts';
import { Select } from '../components/field.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { Answered, Empty, Loading } from '../components/states.tsx';
import { type Column, Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { useAccount } from '../session/session.ts';
import type { Outcome } from './incident.ts';
import { SchoolSelect } from './list-filters.tsx';
import { OUTCOME_TITLES } from './words.ts';

const Chart = lazy(() => import('../components/chart.tsx'));

interface Week {
  readonly week: string;
  /** Monday, London. */
  readonly from: string;
  readonly total: number;
  readonly bySeverity: Readonly<Record<'danger' | 'warning' | 'advisory', number>>;
  readonly byTheme: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>;
  readonly open: number;
}

interface ThemeTrend {
  readonly theme: string;
  readonly title: string;
  readonly total: number;
  /** The last whole one. */
  readonly lastWeek: number;
  readonly weekBefore: number;
}

interface ThemeRow extends ThemeTrend {
  readonly thisWeek: number;
}

interface Trends {
  readonly weeks: readonly Week[];
  readonly themes: readonly ThemeTrend[];
  readonly total: number;
  readonly complete: boolean;
}

const NO_FILTER = { weeks: '12', school: '' };
const SPANS = [
  { value: '6', words: '6 weeks' },
  { value: '12', words: '12 weeks' },
  { value: '26', words: 'Half a year' },
  { value: '52', words: 'A year' },
];

/** Incidents by week and theme: what grows, what goes. */
export default function TrendsPage() {
  const { school } = useAccount();
  const [filter, setFilter] = useAddressFilter(NO_FILTER);
  const trends = useQuery({
    queryKey: ['trends', filter],
    queryFn: ({ signal }) => ask<Trends>('/api/v1/incidents/trends', { query: filter, signal }),
  });
  return (
    <Page title="Trends" lead="Counts of incidents by the week they began, without names. Weeks begin on Monday.">
      <search className="filters no-print">
        <Select label="Period" value={filter.weeks} onChange={(weeks) => setFilter({ weeks })} choices={SPANS} />
        {school === null && <SchoolSelect value={filter.school} onChange={(chosen) => setFilter({ school: chosen })} />}
      </search>
      <Answered query={trends} what="Counting">
        {(data) => (data.total === 0 ? <Empty title="No incidents in this period." /> : <Shown trends={data} />)}
      </Answered>
    </Page>
  );
}

function Shown({ trends: { weeks, themes, complete } }: { readonly trends: Trends }) {
  const rows = useMemo(() => themes.map((one) => ({ ...one, thisWeek: weeks.at(-1)?.byTheme[one.theme] ?? 0 })), [themes, weeks]);
  return (
    <>
      {!complete && <p>There are more incidents than are counted here: choose a shorter period.</p>}
      <Panel title="By theme">
        <Table caption="Incidents by theme" captionHidden columns={THEME_COLUMNS} rows={rows} rowKey={({ theme }) => theme} />
      </Panel>
      <Panel title="By week">
        <WeekChart weeks={weeks} />
        <Folded summary="The same as a table">
          <Table caption="Incidents by week" captionHidden columns={WEEK_COLUMNS} rows={weeks} rowKey={({ week }) => week} />
        </Folded>
      </Panel>
      <Panel title="How they ended">
        <Table caption="Outcomes" captionHidden columns={OUTCOME_COLUMNS} rows={outcomesOf(weeks)} rowKey={({ title }) => title} />
      </Panel>
    </>
  );
}

const THEME_COLUMNS: readonly Column<ThemeRow>[] = [
  { id: 'theme', title: 'Theme', cell: ({ title }) => title, sortBy: ({ title }) => title },
  { id: 'this', title: 'This week so far', align: 'end', cell: ({ thisWeek }) => thisWeek, sortBy: ({ thisWeek }) => thisWeek },
  { id: 'last', title: 'Last week', align: 'end', cell: ({ lastWeek }) => lastWeek, sortBy: ({ lastWeek }) => lastWeek },
  { id: 'before', title: 'Week before', align: 'end', cell: ({ weekBefore }) => weekBefore, sortBy: ({ weekBefore }) => weekBefore },
  {
    id: 'change',
    title: 'Last week against before',
    cell: (trend) => changeWords(trend),
    sortBy: ({ lastWeek, weekBefore }) => lastWeek - weekBefore,
  },
  { id: 'total', title: 'Whole period', align: 'end', cell: ({ total }) => total, sortBy: ({ total }) => total },
];

export function changeWords({ lastWeek, weekBefore }: Pick<ThemeTrend, 'lastWeek' | 'weekBefore'>): string {
  const difference = lastWeek - weekBefore;
  if (difference === 0) return 'No change';
  return difference > 0 ? `▲ ${difference} more` : `▼ ${-difference} fewer`;
}

const WEEK_COLUMNS: readonly Column<Week>[] = [
  { id: 'week', title: 'Week from', cell: ({ from }) => <Time at={from} style="day" />, sortBy: ({ from }) => from },
  {
    id: 'danger',
    title: 'Danger',
    align: 'end',
    cell: ({ bySeverity }) => bySeverity.danger,
    sortBy: ({ bySeverity }) => bySeverity.danger,
  },
  {
    id: 'warning',
    title: 'Warning',
    align: 'end',
    cell: ({ bySeverity }) => bySeverity.warning,
    sortBy: ({ bySeverity }) => bySeverity.warning,
  },
  {
    id: 'advisory',
    title: 'Advisory',
    align: 'end',
    cell: ({ bySeverity }) => bySeverity.advisory,
    sortBy: ({ bySeverity }) => bySeverity.advisory,
  },
  { id: 'open', title: 'Still open', align: 'end', cell: ({ open }) => open, sortBy: ({ open }) => open },
];

function WeekChart({ weeks }: { readonly weeks: readonly Week[] }) {
  const times = useMemo(() => weeks.map(({ from }) => Date.parse(from)), [weeks]);
  const series = useMemo(
    () => [
      { title: 'Danger', values: weeks.map(({ bySeverity }) => bySeverity.danger) },
      { title: 'Warning', values: weeks.map(({ bySeverity }) => bySeverity.warning) },
      { title: 'Advisory', values: weeks.map(({ bySeverity }) => bySeverity.advisory) },
    ],
    [weeks],
  );
  return (
    <Suspense fallback={<Loading what="Drawing" />}>
      <Chart title="Incidents by week and severity" times={times} series={series} />
    </Suspense>
  );
}

interface OutcomeCount {
  readonly title: string;
  readonly count: number;
}

function outcomesOf(weeks: readonly Week[]): OutcomeCount[] {
  const counts = Object.entries(OUTCOME_TITLES).map(([outcome, title]) => ({
    title,
    count: weeks.reduce((sum, { byOutcome }) => sum + (byOutcome[outcome as Outcome] ?? 0), 0),
  }));
  const open = { title: 'Still open', count: weeks.reduce((sum, week) => sum + week.open, 0) };
  return [...counts, open].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

const OUTCOME_COLUMNS: readonly Column<OutcomeCount>[] = [
  { id: 'outcome', title: 'Outcome', cell: ({ title }) => title, sortBy: ({ title }) => title },
  { id: 'count', title: 'Incidents', align: 'end', cell: ({ count }) => count, sortBy: ({ count }) => count },
];
