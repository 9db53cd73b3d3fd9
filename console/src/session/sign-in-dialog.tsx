import { useRef } from 'react';
import { letWaitingGo } from '../api/sign-in-gate.ts';
import { Dialog } from '../components/confirm.tsx';
import type { Account } from './session.ts';
import { SignInSteps } from './sign-in-steps.tsx';

/** Signing in again over the page, when the session ended under it: what was being written stays. */
export function SignInDialog({ account }: { readonly account: Account }) {
  const before = useRef(account.name);
  return (
    <Dialog title="Please sign in again">
      <p>Your session has ended. What you were writing is still here.</p>
      <SignInSteps
        name={account.name}
        onDone={(session) => {
          // What is on the page belongs to somebody else.
          if (session.account.name !== before.current) location.assign('/console/');
          else letWaitingGo();
        }}
      />
    </Dialog>
  );
}
