import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import { TextArea } from '../components/field.tsx';
import { HarmlessText } from '../components/harmless.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Answered, Empty, Failure } from '../components/states.tsx';
import { Time } from '../components/time.tsx';
import { ADMINISTRATORS } from '../roles.ts';
import { useAccount } from '../session/session.ts';
import { DifferenceView } from './difference.tsx';
import { type Difference, POLICY } from './policy.ts';

interface Draft {
  readonly id: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly effectiveAt: string | null;
  readonly status: string;
}

const DRAFTS = [...POLICY, 'drafts'];

/** Changes that wait for a second person. */
export default function ApprovalsPage() {
  const drafts = useQuery({ queryKey: DRAFTS, queryFn: () => ask<{ items: Draft[] }>('/api/v1/policy/drafts', { query: { limit: 200 } }) });
  const [told, setTold] = useState<string | null>(null);
  return (
    <Page title="Approvals" lead="Changes of policy that wait for a second person. Whoever wrote one cannot approve it.">
      {told !== null && (
        <Notification tone="good" onClose={() => setTold(null)}>
          <p>{told}</p>
        </Notification>
      )}
      <Answered query={drafts}>
        {({ items }) => {
          const waiting = items.filter(({ status }) => status === 'awaiting-second');
          if (waiting.length === 0) return <Empty title="Nothing waits for you." />;
          return waiting.map((draft) => <DraftPanel key={draft.id} draft={draft} onDone={setTold} />);
        }}
      </Answered>
      <ButtonLink to="/requests?status=awaiting-second" kind="secondary">
        Requests that wait for a second person
      </ButtonLink>
    </Page>
  );
}

function DraftPanel({ draft, onDone }: { readonly draft: Draft; readonly onDone: (words: string) => void }) {
  const { role, name } = useAccount();
  const whole = useQuery({ queryKey: [...DRAFTS, draft.id], queryFn: () => ask<Difference>(`/api/v1/policy/drafts/${draft.id}`) });
  const isOwn = draft.author === `user:${name}`;
  return (
    <Panel title={`Change of policy by ${draft.author}`}>
      <p>
        <Time at={draft.createdAt} />: <HarmlessText text={draft.reason} />
      </p>
      <Answered query={whole}>{(difference) => <DifferenceView difference={difference} />}</Answered>
      {isOwn ? (
        <p className="secondary">You wrote it: somebody else has to decide.</p>
      ) : (
        ADMINISTRATORS.includes(role) && <Decide id={draft.id} onDone={onDone} />
      )}
    </Panel>
  );
}

function Decide({ id, onDone }: { readonly id: string; readonly onDone: (words: string) => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (verb: 'approve' | 'decline') => ask(`/api/v1/policy/drafts/${id}/${verb}`, { method: 'POST', body: { reason } }),
    onSuccess: async (_, verb) => {
      await client.invalidateQueries({ queryKey: POLICY });
      onDone(verb === 'approve' ? 'Approved: it is in force on every proxy within seconds.' : 'Declined. Nothing has changed.');
    },
  });
  const isReady = reason.trim().length >= 3;
  return (
    <>
      {decide.error !== null && <Failure error={decide.error} />}
      <TextArea
        label="Your reason"
        hint="At least a few words: they stand beside the change for good."
        rows={2}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      <div className="govuk-button-group">
        <Button busy={decide.isPending || !isReady} onClick={() => decide.mutate('approve')}>
          Approve
        </Button>
        <Button kind="secondary" busy={decide.isPending || !isReady} onClick={() => decide.mutate('decline')}>
          Decline
        </Button>
      </div>
    </>
  );
}
