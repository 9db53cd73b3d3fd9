import type { PolicySnapshot } from '../categoriser/snapshot.ts';
import type { AccessRecord } from '../core/access-record.ts';
import { parseIpAddress } from '../core/address.ts';
import type { RequestFacts } from '../core/facts.ts';
import { isGroupId } from '../core/identity.ts';
import { parseAbsoluteTarget } from '../core/target.ts';
import { epochMs } from '../core/units.ts';

/**
 * The facts a record was decided on, as far as the record kept them, to be decided again under today's snapshot.
 * `notes` says in words where today's answer may differ from the recorded one. A sealed record has no facts: its target is not kept.
 */
export function recordedFacts(record: AccessRecord, snapshot: PolicySnapshot): { readonly facts?: RequestFacts; readonly notes: string[] } {
  const notes: string[] = [];
  if (record.url.startsWith('sealed:'))
    return { notes: ['This was a sealed match: what was asked for is not kept and cannot be explained further.'] };
  const connect = record.event.startsWith('tunnel');
  const target = parseAbsoluteTarget(record.url.includes('://') ? record.url : `https://${record.url}`);
  const clientIp = parseIpAddress(record.clientIp);
  if (!target.ok || clientIp === undefined || !isGroupId(record.group))
    return { notes: ['The record does not hold enough to decide it again.'] };
  if (record.policyVersion !== snapshot.policyVersion)
    notes.push(`Decided under policy ${record.policyVersion}; explained under ${snapshot.policyVersion}.`);
  if (record.listVersion !== snapshot.listVersion)
    notes.push(`Decided with lists ${record.listVersion}; explained with ${snapshot.listVersion}.`);
  return {
    notes,
    facts: {
      kind: connect ? 'connect' : 'request',
      method: record.method,
      target: connect ? { ...target.value, path: '', query: '' } : target.value,
      identity: {
        username: record.username,
        computer: record.computer,
        school: record.school,
        group: record.group,
        attribution: record.attribution,
      },
      clientIp,
      at: epochMs(Date.parse(record.time)),
      intent: record.intent,
    },
  };
}
