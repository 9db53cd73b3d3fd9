import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, Notification, useFormProblems } from '../components/feedback.tsx';
import { Select, TextArea } from '../components/field.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { useUnsavedDraft } from '../components/use-unsaved-draft.ts';
import {
  type Cells,
  cancelReplay,
  POLICY,
  type PolicyDocument,
  type ReplayJob,
  readReplay,
  savePolicy,
  startReplay,
  usePolicy,
  withCells,
} from './policy.ts';
import { ReplayResult } from './replay-result.tsx';

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
          <Save document={document} etag={policy.data.etag} onSaved={setTold} onDiscard={onDone} />
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

interface SaveProps {
  readonly document: PolicyDocument;
  readonly etag: string;
  readonly onSaved: (words: string) => void;
  readonly onDiscard: () => void;
}

function Save({ document, etag, onSaved, onDiscard }: SaveProps) {
  const client = useQueryClient();
  const [reason, setReason, forget] = useUnsavedDraft('policy reason');
  const { problems, setProblems, errorOf } = useFormProblems();
  const save = useMutation({
    mutationFn: () => savePolicy(document, reason, etag),
    onSuccess: async (outcome) => {
      forget();
      await client.invalidateQueries({ queryKey: POLICY });
      onSaved(
        outcome === 'saved'
          ? 'Saved. It is in force on every proxy within seconds.'
          : 'It waits for a second person, who finds it under “Approvals”. Until then nothing changes.',
      );
    },
    onError: (error) => {
      const { code, message } = asProblem(error);
      const isBehind = code === 'conflict' || code === 'precondition-failed';
      setProblems([
        {
          message: isBehind
            ? 'Somebody else changed the policy meanwhile. Load the page again: your changes are compared with the new one.'
            : message,
        },
      ]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = reason.trim().length < 3 ? [{ field: 'policy-reason', message: 'Say why, for whoever reads it in a year' }] : [];
    setProblems(found);
    if (found.length === 0) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id="policy-reason"
        label="Why?"
        hint="It stands beside this version for good."
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={errorOf('policy-reason')}
      />
      <div className="govuk-button-group">
        <Button submit busy={save.isPending}>
          Save the policy
        </Button>
        <Button kind="secondary" onClick={onDiscard}>
          Discard the changes
        </Button>
      </div>
    </form>
  );
}
