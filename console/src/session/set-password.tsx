import { useState } from 'react';
import { ask } from '../api/client.ts';
import { TextField } from '../components/field.tsx';
import type { Step } from './session.ts';
import { StepForm } from './step-form.tsx';

const LEAST_CHARACTERS = 12;

/** A password of one's own in place of the one-time one. */
export default function SetPassword({ onNext }: { readonly onNext: (step: Step) => void }) {
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const send = () => ask<{ step: Step }>('/api/v1/session/password', { method: 'POST', body: { password } });
  return (
    <StepForm verb="Set password" send={send} onNext={onNext} missing={missingWords(password, again)}>
      <p>You came in with a one-time password. Choose one of your own; three random words work well.</p>
      <TextField
        label="New password"
        hint={`At least ${LEAST_CHARACTERS} characters.`}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        width="full"
      />
      <TextField label="The same again" type="password" value={again} onChange={setAgain} autoComplete="new-password" width="full" />
    </StepForm>
  );
}

/** What is wrong with a new password before it is sent; null when nothing is. */
export function missingWords(password: string, again: string): string | null {
  if ([...password].length < LEAST_CHARACTERS) return `A password needs at least ${LEAST_CHARACTERS} characters.`;
  return password === again ? null : 'The two passwords are not the same.';
}
