import { askForResponse } from '../api/client.ts';
import { type ApiProblem, asProblem, problemOf } from '../api/problem.ts';
import type { Action } from './answers.ts';
import { takeEvents } from './event-stream.ts';

/** One decision, as `GET /api/v1/live` tells it. */
export interface LiveItem {
  /** Null for what an alert is about: its page would say who it was. */
  readonly id: string | null;
  readonly time: string;
  readonly host: string;
  readonly categories: readonly string[];
  readonly action: Action;
  readonly rule: string;
  readonly group: string;
  readonly school: string | null;
  /** Only when a purpose was given. */
  readonly username?: string | null;
  readonly computer?: string | null;
  readonly clientIp?: string;
}

export interface LiveListener {
  readonly onItems: (items: readonly LiveItem[], skipped: number) => void;
  readonly onState: (state: 'open' | 'lost') => void;
  /** Final: nothing follows. */
  readonly onRefused: (problem: ApiProblem) => void;
}

export type LiveQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The stream ends every five minutes, and whenever the filter restarts: it is asked for again after this. */
const RETRY_MS = 1_000;
const TOO_MANY = 429;

/** Follows the stream until the function that it answers is called. */
export function followLive(query: LiveQuery, listener: LiveListener): () => void {
  const ending = new AbortController();
  void follow(query, listener, ending.signal);
  return () => ending.abort();
}

async function follow(query: LiveQuery, listener: LiveListener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await readOnce(query, listener, signal);
    } catch (error) {
      if (signal.aborted) return;
      const problem = asProblem(error);
      if (problem.status >= 400 && problem.status < 500 && problem.status !== TOO_MANY) return listener.onRefused(problem);
    }
    if (signal.aborted) return;
    listener.onState('lost');
    await pause(signal);
  }
}

async function readOnce(query: LiveQuery, listener: LiveListener, signal: AbortSignal): Promise<void> {
  const response = await askForResponse('/api/v1/live', { query, headers: { accept: 'text/event-stream' }, signal });
  if (!response.ok || response.body === null) throw await problemOf(response);
  listener.onState('open');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { events, rest } = takeEvents(waiting + part.value);
    waiting = rest;
    for (const { name, data } of events) {
      if (name !== 'decisions') continue;
      const { items, skipped } = JSON.parse(data) as { items: LiveItem[]; skipped: number };
      listener.onItems(items, skipped);
    }
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, RETRY_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
