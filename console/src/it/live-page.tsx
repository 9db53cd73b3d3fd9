import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Page } from '../components/page.tsx';
import { Empty } from '../components/states.tsx';
import { useAddressFilter } from '../components/use-address-filter.ts';
import { LiveFilters, NO_LIVE_FILTER } from './live-filters.tsx';
import { LiveList } from './live-list.tsx';
import { LiveNames, type Purpose } from './live-names.tsx';
import { LiveRows, MOST_ROWS } from './live-rows.ts';
import { followLive } from './live-stream.ts';
import { useSchools } from './use-summary.ts';
import { counted } from './words.ts';
import './it.css';

type State = 'opening' | 'open' | 'lost';

/** What is being decided now. Nobody is named unless a purpose is given. */
export default function LivePage() {
  const schools = useSchools();
  const [filter, change] = useAddressFilter(NO_LIVE_FILTER);
  const [purpose, setPurpose] = useState<Purpose | null>(null);
  const [isPaused, setPaused] = useState(false);
  const { rows, state, refused } = useLive(filter, purpose);
  const view = useSyncExternalStore(rows.subscribe, rows.view);
  const pause = (next: boolean) => {
    setPaused(next);
    rows.pause(next);
  };
  return (
    <Page
      title="Live decisions"
      lead={`The newest ${MOST_ROWS} decisions. Visits to places of help and what is on statutory lists are never shown.`}
      actions={
        <Button kind={isPaused ? 'primary' : 'secondary'} onClick={() => pause(!isPaused)}>
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
      }
    >
      <LiveFilters key={filter.host} filter={filter} onChange={change} schools={schools} />
      <LiveNames purpose={purpose} onChange={setPurpose} />
      {refused !== null && (
        <Notification tone="problem" title="This cannot be shown">
          {refused.message}
        </Notification>
      )}
      <p className="secondary it-live-state">
        {refused === null && stateWords(state, isPaused, view.held)}
        {view.skipped > 0 && ` ${counted(view.skipped, 'decision')} left out: more came than can be shown.`}
      </p>
      {view.rows.length === 0 ? (
        <Empty title="Nothing yet.">
          <p>As soon as somebody opens something that fits the filter, it is here.</p>
        </Empty>
      ) : (
        <LiveList rows={view.rows} schools={schools} />
      )}
    </Page>
  );
}

function stateWords(state: State, isPaused: boolean, held: number): string {
  if (isPaused) return `Paused. ${counted(held, 'decision')} since.`;
  return { opening: 'Connecting…', open: 'Live.', lost: 'The connection was lost. Trying again…' }[state];
}

function useLive(filter: typeof NO_LIVE_FILTER, purpose: Purpose | null) {
  const rows = useMemo(() => new LiveRows(), []);
  const [state, setState] = useState<State>('opening');
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  useEffect(() => {
    rows.clear();
    setRefused(null);
    return followLive(
      { ...filter, ...purpose },
      { onItems: (items, skipped) => rows.add(items, skipped), onState: setState, onRefused: setRefused },
    );
  }, [rows, filter, purpose]);
  return { rows, state, refused };
}
