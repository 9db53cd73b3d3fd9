import { QueryClient } from '@tanstack/react-query';
import { asProblem } from './problem.ts';

const MOST_RETRIES = 2;

/** Refusals are final; only what may pass (no connection, a part that restarts) is tried again. */
function mayPass(tries: number, error: unknown): boolean {
  const { status, code } = asProblem(error);
  return tries < MOST_RETRIES && (code === 'offline' || status >= 502);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // The filter is in the same building: whether the browser believes itself online says nothing about it.
    queries: { retry: mayPass, networkMode: 'always', staleTime: 10_000 },
    mutations: { retry: false, networkMode: 'always' },
  },
});
