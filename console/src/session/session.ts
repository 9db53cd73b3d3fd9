import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { ask } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Role } from '../roles.ts';

export interface Account {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** The only school it may act in; null for the whole trust. */
  readonly school: string | null;
  /** An authenticator app is set up. */
  readonly hasTotp: boolean;
}

/** What comes next on the way in; `done` is in. */
export type Step = 'done' | 'totp' | 'enrol-totp' | 'set-password';

export interface Session {
  readonly step: Step;
  readonly account: Account;
  readonly idleEndsAt: string;
  readonly endsAt: string;
}

const SESSION = ['session'] as const;

async function readSession(): Promise<Session | null> {
  try {
    return await ask<Session>('/api/v1/session');
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in in this browser; null when nobody is. */
export function useSession() {
  return useQuery({ queryKey: SESSION, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false });
}

/** Begins to read it before anything asks for it. */
export function readSessionEarly(client: QueryClient): void {
  void client.prefetchQuery({ queryKey: SESSION, queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });
}

/** Reads the session again after a step of signing in. */
export function useReadSessionAgain(): () => Promise<Session | null> {
  const client = useQueryClient();
  return () => client.fetchQuery({ queryKey: SESSION, queryFn: readSession, staleTime: 0 });
}

/** Ends the session, and forgets everything this browser has seen and kept of it. */
export async function signOut(): Promise<void> {
  await ask('/api/v1/session', { method: 'DELETE' });
  sessionStorage.clear();
  location.assign('/console/');
}

export interface SignInChoices {
  readonly trustName: string;
  readonly providers: readonly { readonly id: string; readonly title: string; readonly startUrl: string }[];
}

export function useSignInChoices() {
  return useQuery({
    queryKey: ['sign-in'],
    queryFn: () => ask<SignInChoices>('/api/v1/sign-in'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const AccountContext = createContext<Account | null>(null);

/** The account of whoever is signed in. Pages are shown to nobody else, so there always is one. */
export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (account === null) throw new Error('a page outside the shell asked who is signed in');
  return account;
}
