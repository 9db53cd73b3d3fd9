import { randomInt } from 'node:crypto';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { type IpAddress, parseAddressRange } from '../../core/address.ts';
import type { Decision } from '../../core/decision.ts';
import { decisionIdGenerator } from '../../core/decision-id.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { parseHostname } from '../../core/hostname.ts';
import type { Identity } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { ResolveName } from '../../outbound/resolve.ts';
import type { Destination } from '../../outbound/upstream.ts';
import { buildProxy, type DataPath, type InspectionBuild, type ProxyBuild } from '../../proxy/build.ts';
import { createProxyCounters, type ProxyCounters } from '../../proxy/counters.ts';
import type { IdentityResolver } from '../../proxy/identity/resolver.ts';
import type { RecordSink } from '../../proxy/record.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import type { ProxyGauges } from '../../telemetry/proxy-metrics.ts';

export const PUPIL: Identity = { username: 'pupil', computer: 'PC-1', school: 'north', group: 'seniors', attribution: 'lease' };

/** A sink that keeps what it is given; `hold` keeps durable ones waiting until `release`. */
export class CollectedRecords implements RecordSink {
  readonly all: AccessRecord[] = [];
  routine = true;
  #held: (() => void)[] | null = null;
  #waiting: (() => void)[] = [];

  append(record: AccessRecord): void {
    this.all.push(record);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  appendDurable(record: AccessRecord, written: () => void): void {
    this.append(record);
    if (this.#held === null) setImmediate(written);
    else this.#held.push(written);
  }

  canRecordRoutine(): boolean {
    return this.routine;
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const written of held) written();
  }

  /** The first record that fits, waited for. */
  async find(fits: (record: AccessRecord) => boolean): Promise<AccessRecord> {
    for (;;) {
      const found = this.all.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  event(event: AccessRecord['event']): Promise<AccessRecord> {
    return this.find((record) => record.event === event);
  }
}

/** The decision of an unremarkable site. */
export function allowed(more: Partial<Decision> = {}): Decision {
  return {
    action: 'allow',
    rule: 'default',
    reason: 'Allowed by default.',
    categories: ['uncategorised'],
    category: null,
    signal: 'none',
    theme: null,
    evidence: {},
    recordPath: true,
    policyVersion: 'p1',
    listVersion: 'l1',
    ...more,
  };
}

export function blocked(more: Partial<Decision> = {}): Decision {
  return allowed({
    action: 'block',
    rule: 'category',
    reason: 'Gambling is blocked.',
    categories: ['gambling'],
    category: 'gambling',
    ...more,
  });
}

export function fixtureCounters(): ProxyCounters {
  return createProxyCounters(createMetrics('proxy'), NO_GAUGES);
}

const NO_GAUGES: ProxyGauges = {
  records: () => ({ durableWaiting: 0, dropped: 0, unrecorded: 0, backlogBytes: 0, reserveBytesUsed: 0, lastSyncMs: 0, healthy: true }),
  openConnections: () => 0,
  policyAgeSeconds: () => 0,
  listAgeSeconds: () => 0,
};

export interface ProxyFixture {
  readonly proxy: DataPath;
  readonly port: number;
  readonly records: CollectedRecords;
  readonly counters: ProxyCounters;
  /** What decides; replace it and call `swap` to change the policy while tunnels are open. */
  policy: (facts: RequestFacts) => Decision;
  /** Who asks. */
  identity: Identity;
  swap(): void;
  endLease(ip: string): void;
  /** Tells that these people changed; who they are now is `identity`. */
  changePeople(...names: string[]): void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly policy?: (facts: RequestFacts) => Decision;
  readonly settings?: Partial<ProxyBuild['settings']>;
  readonly identity?: Pick<IdentityResolver, 'resolve'>;
  /** Names beside `*.test`, which are all 127.0.0.1. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** In place of those names. */
  readonly resolve?: ResolveName;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  readonly maxConnections?: number;
  readonly opened?: readonly string[];
  readonly ownPorts?: readonly number[];
  readonly connectPorts?: readonly number[];
  readonly viaName?: string;
  /** Where connections really go whatever port they are for: a test cannot bind 443. */
  /** What decides nothing here, but is asked for the lists. */
  readonly snapshot?: PolicySnapshot;
  readonly inspection?: InspectionBuild;
  readonly redirectPort?: number | ((dialled: string) => number);
}

/** The whole data path on a real port, with a policy of one function; every `.test` name is this machine. */
export async function startProxy(options: FixtureOptions = {}): Promise<ProxyFixture> {
  const records = new CollectedRecords();
  const onSwap: (() => void)[] = [];
  const onLeaseEnded: ((ip: IpAddress) => void)[] = [];
  const onPeopleChanged: ((names: ReadonlySet<string>) => void)[] = [];
  const counters = fixtureCounters();
  const fixture = {
    counters,
    policy: options.policy ?? ((): Decision => allowed()),
    identity: PUPIL,
  };
  const proxy = buildProxy({
    clock: () => epochMs((options.clock ?? Date.now)()),
    nowMs: () => performance.now(),
    policy: {
      snapshot: (): PolicySnapshot | null => options.snapshot ?? null,
      onSwap: (listener) => onSwap.push(listener),
      onLeaseEnded: (listener) => onLeaseEnded.push(listener),
      onPeopleChanged: (listener) => onPeopleChanged.push(listener),
    },
    identity: {
      resolve: options.identity?.resolve ?? (() => ({ kind: 'identified', identity: fixture.identity })),
      isStill: ({ username, group }) => username !== fixture.identity.username || group === fixture.identity.group,
    },
    decide: (facts) => fixture.policy(facts),
    nextId: decisionIdGenerator(randomInt(1024), randomInt(1_000_000)),
    sink: records,
    counters,
    settings: {
      askForCredentials: false,
      maxConnectionsPerClient: 2_000,
      maxHeaderBytes: 65_536,
      connectTimeoutMs: 2_000,
      headersTimeoutMs: 60_000,
      responseTimeoutMs: 10_000,
      tunnelIdleMs: 600_000,
      tunnelLifetimeMs: 43_200_000,
      allowWhenUnrecorded: true,
      ...options.settings,
    },
    connectPorts: options.connectPorts ?? [443, 80],
    opened: (options.opened ?? ['127.0.0.0/8']).flatMap((text) => parseAddressRange(text) ?? []),
    ownEndpoints: (options.ownPorts ?? []).map((port) => ({ host: null, port })),
    resolve: options.resolve ?? stubResolver(options.names ?? {}),
    ...(options.maxConnections !== undefined && { maxConnections: options.maxConnections }),
    ...(options.redirectPort !== undefined && { redirect: redirect(options.redirectPort) }),
    ...(options.inspection !== undefined && { inspection: options.inspection }),
    viaName: options.viaName ?? 'schoolgate-test',
    refusals: {
      renderRefusal: ({ decision, decisionId, facts }) => {
        const body = Buffer.from(facts.method === 'HEAD' ? '' : `refused: ${decision.reason}`);
        return { status: 403, headers: { 'Schoolgate-Decision': decisionId, 'Content-Length': String(body.length) }, body };
      },
      renderFailure: ({ status, reason, label, decisionId, proxyAuthenticate }) => {
        const body = Buffer.from(`${label}: ${reason}`);
        const challenge = proxyAuthenticate === true && { 'Proxy-Authenticate': 'Basic realm="Test"' };
        return { status, headers: { 'Schoolgate-Decision': decisionId, ...challenge, 'Content-Length': String(body.length) }, body };
      },
    },
  });
  const { port } = await proxy.server.listen(0, '127.0.0.1', false);
  return Object.assign(fixture, {
    proxy,
    port,
    records,
    swap: () => {
      for (const listener of onSwap) listener();
    },
    endLease: (ip: string) => {
      for (const listener of onLeaseEnded) listener(ip as IpAddress);
    },
    changePeople: (...names: string[]) => {
      for (const listener of onPeopleChanged) listener(new Set(names));
    },
    close: async () => {
      await proxy.server.drain(0);
      await proxy.close();
    },
  });
}

function redirect(to: number | ((dialled: string) => number)): (destination: Destination) => Destination {
  return (destination) => ({
    ...destination,
    port: typeof to === 'number' ? to : to(destination.dialHost ?? destination.hostname),
  });
}

function stubResolver(names: Readonly<Record<string, readonly string[]>>): ResolveName {
  return (host, done) => {
    const addresses = names[host] ?? (/^[\d.:a-f]+$/.test(host) ? [host] : host.endsWith('.test') ? ['127.0.0.1'] : undefined);
    if (addresses === undefined) setImmediate(() => done({ ok: false, code: 'ENOTFOUND' }));
    else done({ ok: true, addresses: addresses.map((address) => parseHostname(address) as unknown as IpAddress) });
  };
}
