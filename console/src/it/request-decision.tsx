import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Folded, Panel } from '../components/panel.tsx';
import { Tag } from '../components/tag.tsx';
import { Time } from '../components/time.tsx';
import { actorName } from '../dsl/words.ts';
import type { Change, RequestDetail } from './answers.ts';
import { ApproveBlock } from './approve-block.tsx';
import type { Answer, ApproveProps } from './approve-props.ts';
import { ApproveResearch } from './approve-research.tsx';
import { ApproveTool } from './approve-tool.tsx';
import { ApproveUnblock } from './approve-unblock.tsx';
import { LEAST_REASON, MOST_REASON } from './opening-fields.tsx';
import { SUMMARY } from './use-summary.ts';
import { REQUEST_STATUSES } from './words.ts';

/** The answer to a request: the narrowest first, then the others, then no. */
export function RequestDecision({ request, onDone }: { readonly request: RequestDetail; readonly onDone: (change: Change) => void }) {
  const client = useQueryClient();
  const { id } = request;
  const answer = useMutation({
    mutationFn: ({ verb, body }: Answer) => ask<Change>(`/api/v1/requests/${encodeURIComponent(id)}/${verb}`, { method: 'POST', body }),
    onSuccess: onDone,
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: ['requests'] });
      void client.invalidateQueries({ queryKey: SUMMARY });
      await client.invalidateQueries({ queryKey: ['request', id] });
    },
  });
  const approve = { request, busy: answer.isPending, onApprove: (body: Answer['body']) => answer.mutate({ verb: 'approve', body }) };
  return (
    <Panel title="Your answer">
      {answer.error !== null && <Notification tone="problem">{asProblem(answer.error).message}</Notification>}
      <Agreed request={request} />
      <Approve {...approve} />
      <Decline busy={answer.isPending} onDecline={(reason) => answer.mutate({ verb: 'decline', body: { reason } })} />
    </Panel>
  );
}

function Approve(props: ApproveProps) {
  const { kind, tier } = props.request;
  if (tier === 'sealed')
    return (
      <Notification tone="warning" title="Nobody can open this">
        <p>It is on a statutory list. Decline it, and tell the safeguarding lead if you have not been told already.</p>
      </Notification>
    );
  if (kind === 'block') return <ApproveBlock {...props} />;
  if (kind === 'ai-approval') return <ApproveTool {...props} />;
  if (tier === 'locked') return <ApproveResearch {...props} />;
  return <ApproveUnblock {...props} />;
}

function Agreed({ request: { approvals } }: { readonly request: RequestDetail }) {
  if (approvals.length === 0) return null;
  return (
    <ul className="it-lines">
      {approvals.map(({ actor, at, reason }) => (
        <li key={`${actor} ${at}`}>
          <Tag tone="good">Agreed</Tag> {actorName(actor)}, <Time at={at} />: <HarmlessText text={reason} />
        </li>
      ))}
    </ul>
  );
}

function Decline({ busy, onDecline }: { readonly busy: boolean; readonly onDecline: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const decline = () => {
    const words = reason.trim();
    setMissing(words.length < LEAST_REASON);
    if (words.length >= LEAST_REASON) onDecline(words);
  };
  return (
    <Folded summary="Decline it">
      <TextField
        id="decline-reason"
        label="Why not?"
        hint="Whoever asked reads this."
        width="full"
        maxLength={MOST_REASON}
        value={reason}
        onChange={setReason}
        error={isMissing ? 'Say why, in a few words' : undefined}
      />
      <Button kind="secondary" busy={busy} onClick={decline}>
        Decline
      </Button>
    </Folded>
  );
}

interface DecidedProps {
  readonly request: RequestDetail;
  readonly decision: NonNullable<RequestDetail['decision']>;
}

/** The answer that was given. */
export function Decided({ request: { status, effectId, kind }, decision: { at, by, reason } }: DecidedProps) {
  const { words, tone } = REQUEST_STATUSES[status];
  return (
    <Panel title="The answer">
      <p>
        <Tag tone={tone}>{words}</Tag> by {actorName(by)}, <Time at={at} />
      </p>
      <p className="it-quote">
        <HarmlessText text={reason} />
      </p>
      {effectId !== null && kind !== 'ai-approval' && (
        <p>
          <Link href="/open-now" className="govuk-link">
            What is open now
          </Link>{' '}
          – you can end it there.
        </p>
      )}
    </Panel>
  );
}
