import { useSyncExternalStore } from 'react';

/**
 * Requests that met an ended session wait here until somebody has signed in again over the page; then they are sent once more. So a
 * form that was being filled in is neither lost nor typed twice.
 */
let waiting: (() => void)[] = [];
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function waitForSignIn(): Promise<void> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    tell();
  });
}

/** Lets the waiting requests go. */
export function letWaitingGo(): void {
  const going = waiting;
  waiting = [];
  tell();
  for (const go of going) go();
}

/** Whether a request waits for somebody to sign in. */
export function useSignInNeeded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.length > 0,
  );
}
