import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import type { Changed, IncidentDetail } from './incident.ts';
import { type Change, changeProblem, useChange } from './use-change.ts';

interface ChangeFormProps {
  readonly incident: IncidentDetail;
  readonly verb: string;
  readonly kind?: 'primary' | 'secondary';
  readonly change: Omit<Change, 'onDone'>;
  /** What is missing, in words; null: it may be sent. */
  readonly missing?: string | null;
  readonly onDone: (changed: Changed) => void;
  readonly children?: ReactNode;
}

/** One change of the incident. When somebody else was first it says what they did, and keeps everything. */
export function ChangeForm({ incident, verb, kind = 'primary', change, missing = null, onDone, children }: ChangeFormProps) {
  const sending = useChange(incident);
  const [told, setTold] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(missing);
    if (missing === null && !sending.isPending) sending.mutate({ ...change, onDone });
  };
  const failed = sending.error === null ? null : changeProblem(sending.error);
  const problem = told === null ? failed : { words: told, theirs: '' };
  return (
    <form onSubmit={submit} noValidate>
      {problem !== null && (
        <Notification tone="problem">
          <p>{problem.words}</p>
          {problem.theirs !== '' && (
            <blockquote className="quote">
              <bdi>{problem.theirs}</bdi>
            </blockquote>
          )}
        </Notification>
      )}
      {children}
      <Button submit kind={kind} busy={sending.isPending}>
        {verb}
      </Button>
    </form>
  );
}
