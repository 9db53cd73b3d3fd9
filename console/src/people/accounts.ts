import { answerOf, api } from '../api/client.ts';

export const ACCOUNTS = ['accounts'] as const;

/** A password that is shown once and has to be replaced at the first sign-in. */
export interface OneTime {
  readonly name: string;
  readonly oneTimePassword: string;
  readonly oneTimePasswordUntil: string;
}

export function readAccounts() {
  return answerOf(api.GET('/api/v1/accounts', { params: { query: { limit: 500 } } }));
}
