import type { ListIndex } from '../../categoriser/list-index.ts';
import { compileSnapshot, type PolicySnapshot } from '../../categoriser/snapshot.ts';
import { parseIpAddress } from '../../core/address.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { type Hostname, parseHostname } from '../../core/hostname.ts';
import type { GroupId, NetworkPlace } from '../../core/identity.ts';
import { parseInstant } from '../../core/london-time.ts';
import type { Measure } from '../../core/measure.ts';
import type { Override } from '../../core/override.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { checkPolicy } from '../../core/policy-check.ts';
import { parseAbsoluteTarget } from '../../core/target.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { fakeListIndex } from './fake-list-index.ts';

/** An instant as policy documents write it; London wall time without a zone. */
export function instant(text: string): EpochMs {
  const at = parseInstant(text);
  if (at === undefined) throw new Error(`no such time: ${text}`);
  return at;
}

export function hostname(text: string): Hostname {
  const host = parseHostname(text);
  if (host === undefined) throw new Error(`no host: ${text}`);
  return host;
}

/** A Wednesday in term, in the middle of the morning. */
export const LESSON = instant('2026-03-11T10:00');

export interface Who {
  readonly group?: GroupId;
  readonly username?: string | null;
  readonly school?: string | null;
  readonly at?: EpochMs;
  readonly computer?: string | null;
  readonly network?: NetworkPlace;
}

/** Facts of a request for a URL. */
export function requestFacts(url: string, who: Who = {}): RequestFacts {
  const target = parseAbsoluteTarget(url);
  const clientIp = parseIpAddress('10.20.0.7');
  if (!target.ok || clientIp === undefined) throw new Error(`no target: ${url}`);
  const { group = 'seniors', username = 'pupil', school = 'north', at = LESSON, computer = 'PC-1', network } = who;
  return {
    kind: 'request',
    method: 'GET',
    target: target.value,
    identity: { username, computer, school, group, attribution: 'lease', network },
    clientIp,
    at,
    intent: 'navigation',
  };
}

/** Facts of a CONNECT to a host, and of its SNI once that is read. */
export function connectFacts(host: string, who: Who & { readonly serverName?: string } = {}): RequestFacts {
  const facts = requestFacts(`https://${host}/`, who);
  const serverName = who.serverName === undefined ? {} : { serverName: hostname(who.serverName) };
  return { ...facts, kind: 'connect', method: 'CONNECT', target: { ...facts.target, path: '' }, ...serverName };
}

export interface Setting {
  readonly document?: PolicyDocument;
  readonly lists?: ListIndex;
  readonly overrides?: readonly Override[];
  readonly measures?: readonly Measure[];
  readonly classes?: ReadonlyMap<string, Iterable<string>>;
}

/** A snapshot of a document that checkPolicy accepts, with schools `north` and `south`. */
export function snapshotOf({ document = {}, lists, overrides = [], measures = [], classes = new Map() }: Setting): PolicySnapshot {
  const failures = checkPolicy(document, { schools: ['north', 'south'], goLive: false });
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.message).join('\n'));
  return compileSnapshot({ document, policyVersion: 'policy-1', lists: lists ?? fakeListIndex({}), overrides, measures, classes });
}

/** A grant for everyone around LESSON. */
export function grant(hosts: string[], changes: Partial<Override> = {}): Override {
  const span = { from: epochMs(LESSON - 1000), until: epochMs(LESSON + 3_600_000) };
  return { id: 'grant', kind: 'override', scope: { kind: 'trust' }, hosts, reason: 'a lesson', grantedBy: 'it', ...span, ...changes };
}
