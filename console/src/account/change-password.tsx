import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ask } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { Button } from '../components/button.tsx';
import { ErrorSummary, Notification } from '../components/feedback.tsx';
import { TextField } from '../components/field.tsx';
import { Panel } from '../components/panel.tsx';
import { missingWords } from '../session/set-password.tsx';

/** A new password for whoever is signed in, who has to know the old one. */
export function ChangePassword() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: () => ask('/api/v1/session/password', { method: 'POST', body: { password, current } }),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      setAgain('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = current === '' ? 'Type the password you have now.' : missingWords(password, again);
    setMissing(words);
    if (words === null && !change.isPending) change.mutate();
  };
  const problem = missing ?? (change.error === null ? null : asProblem(change.error).message);
  return (
    <Panel title="Change your password">
      <form onSubmit={submit} noValidate>
        {problem !== null && <ErrorSummary problems={[{ field: 'current-password', message: problem }]} />}
        {change.isSuccess && problem === null && (
          <Notification tone="good">
            <p>Your password is changed.</p>
          </Notification>
        )}
        <TextField
          id="current-password"
          label="Password you have now"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
        />
        <TextField
          label="New password"
          hint="At least 12 characters."
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        <TextField label="The new one again" type="password" value={again} onChange={setAgain} autoComplete="new-password" />
        <Button submit busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
