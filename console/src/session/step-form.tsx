import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { Notification } from '../components/feedback.tsx';
import type { Step } from './session.ts';

interface StepFormProps {
  readonly verb: string;
  readonly send: () => Promise<{ readonly step: Step }>;
  readonly onNext: (step: Step) => void;
  /** What is missing, in words; null: it may be sent. */
  readonly missing: string | null;
  readonly children: ReactNode;
}

/** One step of the way in: a form whose answer is the step after it. */
export function StepForm({ verb, send, onNext, missing, children }: StepFormProps) {
  const [told, setTold] = useState<string | null>(null);
  const sending = useMutation({ mutationFn: send, onSuccess: ({ step }) => onNext(step) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(missing);
    if (missing === null && !sending.isPending) sending.mutate();
  };
  const problem = told ?? (sending.error === null ? null : asProblem(sending.error).message);
  return (
    <form onSubmit={submit} noValidate>
      {problem !== null && <Notification tone="problem">{problem}</Notification>}
      {children}
      <Button submit busy={sending.isPending}>
        {verb}
      </Button>
    </form>
  );
}
