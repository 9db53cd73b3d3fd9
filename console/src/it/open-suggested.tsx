import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client.ts';
import { Confirm } from '../components/confirm.tsx';
import { TextField } from '../components/field.tsx';
import { HarmlessAddress } from '../components/harmless.tsx';
import type { Change, Scope } from './answers.ts';
import { LEAST_REASON, MOST_REASON } from './opening-fields.tsx';
import { SUMMARY, useSchools } from './use-summary.ts';
import { scopeWords } from './words.ts';

export interface Suggestion {
  readonly body: { readonly hosts: readonly string[]; readonly scope: Scope };
}

interface OpenSuggestedProps {
  readonly suggestion: Suggestion;
  readonly onDone: (change: Change) => void;
  readonly onClose: () => void;
}

/** Opens what was suggested, once somebody has said why. */
export function OpenSuggested({ suggestion: { body }, onDone, onClose }: OpenSuggestedProps) {
  const client = useQueryClient();
  const schools = useSchools();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const open = useMutation({
    mutationFn: () => ask<Change>('/api/v1/overrides', { method: 'POST', body: { ...body, until: null, reason: reason.trim() } }),
    onSuccess: (change) => {
      onDone(change);
      onClose();
      for (const queryKey of [['overrides'], SUMMARY]) void client.invalidateQueries({ queryKey });
    },
  });
  const confirm = () => {
    setMissing(reason.trim().length < LEAST_REASON);
    if (reason.trim().length >= LEAST_REASON) open.mutate();
  };
  return (
    <Confirm
      title="Open it for a week?"
      verb="Open it"
      kind="primary"
      busy={open.isPending}
      error={open.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <p>
        <strong>
          <HarmlessAddress address={body.hosts[0] ?? ''} />
        </strong>
        {body.hosts.length > 1 && ` and ${body.hosts.length - 1} more that it needs`}, to {scopeWords(body.scope, schools)}.
      </p>
      <p>It closes by itself after a week, and you can end it sooner under “What is open now”.</p>
      <TextField
        label="Why?"
        hint="Kept with it, and shown to whoever reviews it."
        width="full"
        maxLength={MOST_REASON}
        value={reason}
        onChange={setReason}
        error={isMissing ? 'Say why, in a few words' : undefined}
      />
    </Confirm>
  );
}
