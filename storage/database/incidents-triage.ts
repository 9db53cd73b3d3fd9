import type { Incident, IncidentEvent } from '../../core/incident.ts';
import type { TriageChange } from '../incidents.ts';

/** What a change makes of an incident, and the line it leaves in the history; or why it cannot be, in words. */
export type Triage =
  | {
      readonly kind: 'changed';
      readonly set: Partial<Pick<Incident, 'status' | 'assignee' | 'outcome' | 'verdict'>>;
      readonly event: IncidentEvent['event'];
      readonly detail: Record<string, unknown>;
    }
  | { readonly kind: 'invalid'; readonly message: string };

/** Every change but a merge, which takes two incidents. The texts are stored as they are given. */
export function triage(incident: Incident, change: Exclude<TriageChange, { kind: 'merge' }>): Triage {
  if (incident.mergedInto !== null) return invalid(`This incident was merged into ${incident.mergedInto}: change that one.`);
  const missing = missingWords(change);
  if (missing !== null) return invalid(missing);
  if (change.kind === 'reopen') {
    if (incident.status !== 'closed') return invalid('Only a closed incident can be reopened.');
    return changed({ status: 'in-progress', outcome: null }, 'reopened', { reason: change.reason });
  }
  if (incident.status === 'closed' && change.kind !== 'note' && change.kind !== 'verdict') {
    return invalid('This incident is closed: reopen it first.');
  }
  return triageHandled(incident, change);
}

function triageHandled(incident: Incident, change: Exclude<TriageChange, { kind: 'merge' | 'reopen' }>): Triage {
  switch (change.kind) {
    case 'acknowledge':
      if (incident.status !== 'new' && incident.status !== 'escalated') return invalid('This incident has been acknowledged already.');
      return changed({ status: 'acknowledged' }, 'acknowledged', {});
    case 'assign':
      return changed({ ...taken(incident), assignee: change.to }, 'assigned', { to: change.to });
    case 'note':
      return changed(taken(incident), 'noted', { text: change.text });
    case 'escalate':
      return changed({ status: 'escalated' }, 'escalated', { reason: change.reason });
    case 'close':
      return changed({ status: 'closed', outcome: change.outcome }, 'closed', { outcome: change.outcome, note: change.note });
    case 'verdict':
      return changed({ verdict: change.verdict }, 'verdict', { verdict: change.verdict, note: change.note });
  }
}

/** Who writes a note or assigns somebody works on it. Of an escalated one that says nothing about whoever it was escalated to. */
function taken({ status }: Incident): { readonly status?: 'in-progress' } {
  return status === 'new' || status === 'acknowledged' ? { status: 'in-progress' } : {};
}

function missingWords(change: TriageChange): string | null {
  if (change.kind === 'assign' && isBlank(change.to)) return 'Say whom it is assigned to.';
  if (change.kind === 'note' && isBlank(change.text)) return 'The note is empty.';
  if ((change.kind === 'escalate' || change.kind === 'reopen') && isBlank(change.reason)) return 'Give a reason.';
  if (change.kind === 'close' && isBlank(change.note)) return 'Closing needs a note that says what was done.';
  return null;
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function changed(
  set: Partial<Pick<Incident, 'status' | 'assignee' | 'outcome' | 'verdict'>>,
  event: IncidentEvent['event'],
  detail: Record<string, unknown>,
): Triage {
  return { kind: 'changed', set, event, detail };
}

function invalid(message: string): Triage {
  return { kind: 'invalid', message };
}
