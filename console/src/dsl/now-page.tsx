import { useMemo } from 'react';
import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { Answered, Empty } from '../components/states.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { useAccount } from '../session/session.ts';
import { type IncidentItem, type Status, useIncidents } from './incident.ts';
import { IncidentCards } from './incident-cards.tsx';
import { ListFilters, type ListState, NO_FILTER } from './list-filters.tsx';

const STATES: Readonly<Record<ListState, readonly Status[]>> = {
  open: ['new', 'acknowledged', 'in-progress', 'escalated'],
  new: ['new'],
  'in-hand': ['acknowledged', 'in-progress', 'escalated'],
  closed: ['closed'],
};

/** The safeguarding lead's first page: what needs somebody now, ranked, each with its reason. */
export default function NowPage() {
  const { school } = useAccount();
  const [filter, setFilter] = useAddressFilter(NO_FILTER);
  const state = filter.state in STATES ? (filter.state as ListState) : 'open';
  const wanted = useMemo(
    () => ({
      status: STATES[state],
      severity: filter.severity === '' ? [] : [filter.severity],
      theme: filter.theme,
      school: filter.school,
    }),
    [state, filter.severity, filter.theme, filter.school],
  );
  const incidents = useIncidents(wanted);
  return (
    <Page title="What needs me now">
      <ListFilters filter={filter} onChange={setFilter} hasSchools={school === null} />
      <Answered query={incidents} what="Looking for incidents">
        {({ pages }) => <Ranked items={pages.flatMap(({ items }) => items)} state={state} isFiltered={isNarrowed(filter)} />}
      </Answered>
      {incidents.hasNextPage && (
        <Button kind="secondary" busy={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}

function isNarrowed({ theme, school, severity }: typeof NO_FILTER): boolean {
  return theme !== '' || school !== '' || severity !== '';
}

interface RankedProps {
  readonly items: readonly IncidentItem[];
  readonly state: ListState;
  readonly isFiltered: boolean;
}

function Ranked({ items, state, isFiltered }: RankedProps) {
  if (items.length === 0) return <Nothing state={state} isFiltered={isFiltered} />;
  if (state === 'closed') {
    return (
      <Panel title="Closed">
        <IncidentCards items={items} />
      </Panel>
    );
  }
  const grave = items.filter(({ severity }) => severity !== 'advisory');
  const waiting = grave.filter(({ status }) => status === 'new' || status === 'escalated');
  const inHand = grave.filter(({ status }) => status === 'acknowledged' || status === 'in-progress');
  const advisory = items.filter(({ severity }) => severity === 'advisory');
  return (
    <>
      {waiting.length > 0 && (
        <Panel title={`Nobody deals with ${waiting.length === 1 ? 'this' : 'these'} yet (${waiting.length})`} tone={toneOf(waiting)}>
          <IncidentCards items={waiting} />
        </Panel>
      )}
      {waiting.length === 0 && state === 'open' && (
        <Panel title="Nothing waits for somebody" tone="good">
          <p>Every danger and warning is in somebody’s hands.</p>
        </Panel>
      )}
      {inHand.length > 0 && (
        <Panel title={`In hand (${inHand.length})`}>
          <IncidentCards items={inHand} />
        </Panel>
      )}
      {advisory.length > 0 && (
        <Panel title={`For information (${advisory.length})`}>
          <Folded summary="Show them: they are told in the digest" open={isFiltered}>
            <IncidentCards items={advisory} />
          </Folded>
        </Panel>
      )}
    </>
  );
}

function toneOf(items: readonly IncidentItem[]): 'danger' | 'warning' {
  return items.some(({ severity }) => severity === 'danger') ? 'danger' : 'warning';
}

function Nothing({ state, isFiltered }: Omit<RankedProps, 'items'>) {
  if (isFiltered) {
    return (
      <Empty title="Nothing matches this filter.">
        <p>Choose “All” above to see everything.</p>
      </Empty>
    );
  }
  if (state === 'closed') return <Empty title="No incident has been closed yet." />;
  return (
    <Empty title="Nothing needs you now.">
      <p>
        Alerts reach you by mail as they come. An hourly proof of life shows that the way to you works; IT hears of it when it does not.
      </p>
    </Empty>
  );
}
