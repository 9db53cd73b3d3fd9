import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ask } from '../api/client.ts';
import { ButtonLink } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import type { Change, Exam, Override, PageOf, SiteBlock, Suspension } from './answers.ts';
import { ChangeNotice } from './change-notice.tsx';
import { blockColumns, type Ending, examColumns, openColumns, suspensionColumns } from './open-now-columns.tsx';
import { SUMMARY, useSchools } from './use-summary.ts';
import './it.css';

const MOST = 500;
const AGAIN_AFTER_MS = 30_000;

/** Everything that somebody has opened, closed or switched for a time, and the way to end it. */
export default function OpenNowPage() {
  const [ending, setEnding] = useState<Ending | null>(null);
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Page
      title="What is open now"
      lead="What people opened, closed or switched outside the policy. Everything but an urgent block ends by itself."
      actions={<ButtonLink to="/open-now/new">Open a site</ButtonLink>}
    >
      {change !== null && <ChangeNotice title="It is ended." change={change} onClose={() => setChange(null)} />}
      <OpenedSites onEnd={setEnding} />
      <Exams onEnd={setEnding} />
      <Suspensions onEnd={setEnding} />
      {ending !== null && <EndIt ending={ending} onDone={setChange} onClose={() => setEnding(null)} />}
    </Page>
  );
}

interface PartProps {
  readonly onEnd: (ending: Ending) => void;
}

function OpenedSites({ onEnd }: PartProps) {
  const schools = useSchools();
  const opened = useQuery({
    queryKey: ['overrides'],
    queryFn: () => ask<PageOf<Override> & { blocks: SiteBlock[] }>('/api/v1/overrides', { query: { limit: MOST } }),
    refetchInterval: AGAIN_AFTER_MS,
  });
  return (
    <Answered query={opened}>
      {({ items, next, blocks }) => {
        const sites = items.filter(({ kind }) => kind === 'override' || kind === 'research');
        const lessons = items.filter(({ kind }) => kind === 'lesson');
        const own = items.filter(({ kind }) => kind === 'coach');
        return (
          <>
            {blocks.length > 0 && (
              <Panel title="Urgent blocks" tone="danger">
                <Table caption="Urgent blocks" captionHidden columns={blockColumns(onEnd, schools)} rows={blocks} rowKey={keyOf} />
              </Panel>
            )}
            <Panel title="Opened by IT">
              <Rows none="IT has opened nothing." rows={sites}>
                <Table caption="Opened by IT" captionHidden columns={openColumns(onEnd, schools)} rows={sites} rowKey={keyOf} />
              </Rows>
            </Panel>
            <Panel title="Lessons">
              <Rows none="No lesson has opened anything." rows={lessons}>
                <Table caption="Lessons" captionHidden columns={openColumns(onEnd, schools)} rows={lessons} rowKey={keyOf} />
              </Rows>
            </Panel>
            {own.length > 0 && (
              <Panel title="Gone on from a warning">
                <p className="secondary">People who chose to go on, for an hour each.</p>
                <Table caption="Gone on from a warning" captionHidden columns={openColumns(onEnd, schools)} rows={own} rowKey={keyOf} />
              </Panel>
            )}
            {next !== null && <p>There are more than {MOST}: the earliest are shown.</p>}
          </>
        );
      }}
    </Answered>
  );
}

function Exams({ onEnd }: PartProps) {
  const schools = useSchools();
  const exams = useQuery({ queryKey: ['exams'], queryFn: () => ask<PageOf<Exam>>('/api/v1/exams', { query: { limit: MOST } }) });
  return (
    <Panel title="Exams">
      <Answered query={exams}>
        {({ items }) => (
          <Rows none="No exam is on or planned." rows={items}>
            <Table caption="Exams" captionHidden columns={examColumns(onEnd, schools)} rows={items} rowKey={keyOf} />
          </Rows>
        )}
      </Answered>
    </Panel>
  );
}

function Suspensions({ onEnd }: PartProps) {
  const suspensions = useQuery({
    queryKey: ['suspensions'],
    queryFn: () => ask<PageOf<Suspension>>('/api/v1/suspensions', { query: { limit: MOST } }),
  });
  return (
    <Panel title="Suspended from the internet">
      <Answered query={suspensions}>
        {({ items }) => (
          <Rows none="Nobody is suspended." rows={items}>
            <Table caption="Suspensions" captionHidden columns={suspensionColumns(onEnd)} rows={items} rowKey={keyOf} />
          </Rows>
        )}
      </Answered>
    </Panel>
  );
}

function Rows({ none, rows, children }: { readonly none: string; readonly rows: readonly unknown[]; readonly children: ReactNode }) {
  return rows.length === 0 ? <p className="secondary">{none}</p> : children;
}

function keyOf({ id }: { readonly id: string }): string {
  return id;
}

interface EndItProps {
  readonly ending: Ending;
  readonly onDone: (change: Change) => void;
  readonly onClose: () => void;
}

function EndIt({ ending: { id, path, what, consequence }, onDone, onClose }: EndItProps) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask<Change>(path, { method: 'DELETE', query: { id } }),
    onSuccess: ({ until: _, ...change }) => {
      onDone(change);
      onClose();
      for (const queryKey of [['overrides'], ['exams'], ['suspensions'], SUMMARY]) void client.invalidateQueries({ queryKey });
    },
  });
  return (
    <Confirm title="End it now?" verb="End it" busy={end.isPending} error={end.error} onConfirm={() => end.mutate()} onCancel={onClose}>
      <p>
        <strong>
          <HarmlessText text={what} />
        </strong>
      </p>
      <p>{consequence}</p>
    </Confirm>
  );
}
