import type { PolicySnapshot } from '../categoriser/snapshot.ts';
import type { AccessRecord } from '../core/access-record.ts';
import { parseIpAddress } from '../core/address.ts';
import type { RequestFacts } from '../core/facts.ts';
import { isGroupId } from '../core/identity.ts';
import { parseAbsoluteTarget } from '../core/target.ts';
import { epochMs } from '../core/units.ts';

/** The facts a record was decided on, as far as the record kept them; undefined where that is not enough (a sealed target is not kept). */
export function factsOf(record: AccessRecord): RequestFacts | undefined {
  if (isSealed(record)) return undefined;
  const connect = record.event.startsWith('tunnel');
  const target = parseAbsoluteTarget(record.url.includes('://') ? record.url : `https://${record.url}`);
  const clientIp = parseIpAddress(record.clientIp);
  if (!target.ok || clientIp === undefined || !isGroupId(record.group)) return undefined;
  return {
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
  };
}

/** A record's facts, to be decided again under today's snapshot. `notes` says in words where today's answer may differ. */
export function recordedFacts(record: AccessRecord, snapshot: PolicySnapshot): { readonly facts?: RequestFacts; readonly notes: string[] } {
  const facts = factsOf(record);
  if (facts === undefined) {
    return {
      notes: [
        isSealed(record)
          ? 'This was a sealed match: what was asked for is not kept and cannot be explained further.'
          : 'The record does not hold enough to decide it again.',
      ],
    };
  }
  const notes: string[] = [];
  if (record.policyVersion !== snapshot.policyVersion)
    notes.push(`Decided under policy ${record.policyVersion}; explained under ${snapshot.policyVersion}.`);
  if (record.listVersion !== snapshot.listVersion)
    notes.push(`Decided with lists ${record.listVersion}; explained with ${snapshot.listVersion}.`);
  return { notes, facts };
}

function isSealed({ url }: AccessRecord): boolean {
  return url.startsWith('sealed:');
}
