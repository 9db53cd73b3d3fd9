import type { Outcome } from '../core/incident.ts';
import type { Visit } from './browsing.ts';
import type { Special, Step } from './leads.ts';
import type { Seat } from './people.ts';

/** Somebody whom the week tells of: what they did, and what was done about it where that is not the usual. */
export interface Story {
  readonly who: Seat;
  /** Minutes after `start`, each with a host or the words of a search. */
  readonly steps: readonly (readonly [minutes: number, what: string, intent?: Visit['intent']])[];
  readonly start: number;
  readonly special?: Special;
}

export const note = (after: number, text: string): Step => ({ after, change: { kind: 'note', text } });
export const assign = (after: number, to: string): Step => ({ after, change: { kind: 'assign', to } });
export const escalation = (after: number, reason: string): Step => ({ after, change: { kind: 'escalate', reason } });
export const close = (after: number, outcome: Outcome, text: string): Step => ({ after, change: { kind: 'close', outcome, note: text } });
export const falseAlarm = (after: number, text: string): Step => ({
  after,
  change: { kind: 'verdict', verdict: 'false-positive', note: text },
});

export function story(who: Seat | undefined, start: number, steps: Story['steps'], special?: Special): Story | undefined {
  return who === undefined ? undefined : { who, start, steps, ...(special === undefined ? {} : { special }) };
}
