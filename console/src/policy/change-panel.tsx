import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { Select } from '../components/field.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { type Cells, cancelReplay, type PolicyDocument, type ReplayJob, readReplay, startReplay, usePolicy, withCells } from './policy.ts';
import { ReplayResult } from './replay-result.tsx';
import { SaveChange } from './save-change.tsx';

const POLL_MS = 1_000;
const DAYS = [
  { value: '1', words: 'today and yesterday' },
  { value: '7', words: 'the last week' },
  { value: '28', words: 'the last four weeks' },
];

interface ChangePanelProps {
  readonly group: string;
  readonly cells: Cells;
  readonly defaults: Cells;
  readonly onDone: () => void;
}

/** Tries a change on what people did, and saves it. */
export function ChangePanel({ group, cells, defaults, onDone }: ChangePanelProps) {
  const policy = usePolicy();
  const [told, setTold] = useState<string | null>(null);
  if (policy.data === undefined) return policy.error === null ? <Loading /> : <Failure error={policy.error} />;
  const document = withCells(policy.data.saved.document, group, cells, defaults);
  return (
    <>
      {told !== null && (
        <Notification tone="good">
          <p>{told}</p>
          <Button kind="secondary" onClick={onDone}>
            Go on
          </Button>
        </Notification>
      )}
      {told === null && (
        <>
          <Replay document={document} />
          <SaveChange document={document} etag={policy.data.etag} onSaved={setTold} onDiscard={onDone} />
        </>
      )}
    </>
  );
}

function Replay({ document }: { readonly document: PolicyDocument }) {
  const [days, setDays] = useState('1');
  const start = useMutation({ mutationFn: () => startReplay(document, Number(days)) });
  const id = start.data?.id;
  const job = useQuery({
    queryKey: ['replay', id],
    queryFn: () => readReplay(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MS),
  });
  const now = job.data ?? start.data;
  return (
    <>
      <Select label="Try it on what people did in" choices={DAYS} value={days} onChange={setDays} />
      <Button kind="secondary" busy={start.isPending || (now !== undefined && !isOver(now))} onClick={() => start.mutate()}>
        See who this affects
      </Button>
      {start.error !== null && <Failure error={start.error} />}
      {job.error !== null && <Failure error={job.error} onRetry={() => void job.refetch()} />}
      {now !== undefined && <ReplayState job={now} onCancel={() => void cancelReplay(now.id).then(() => job.refetch())} />}
    </>
  );
}

function ReplayState({ job, onCancel }: { readonly job: ReplayJob; readonly onCancel: () => void }) {
  const { status, progress, result, problem } = job;
  if (status === 'failed') return <Notification tone="problem">{problem ?? 'It could not be tried.'}</Notification>;
  if (status === 'cancelled') return <Notification>Stopped. Nothing was changed.</Notification>;
  if (result !== null) return <ReplayResult result={result} />;
  return (
    <div role="status">
      <p>
        {progress.records.toLocaleString('en-GB')} decisions tried so far{' '}
        <progress max={Math.max(1, progress.bytesTotal)} value={progress.bytesDone} aria-label="How far it is" />
      </p>
      <Button kind="secondary" onClick={onCancel}>
        Stop
      </Button>
    </div>
  );
}

function isOver(job: ReplayJob | undefined): boolean {
  return job !== undefined && job.status !== 'waiting' && job.status !== 'running';
}
