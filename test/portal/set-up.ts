import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createPortal } from '../../admin/portal/app.ts';
import type { CertificateSource } from '../../admin/portal/certificate-source.ts';
import { contactsOf } from '../../alerts/routing/directory.ts';
import type { Config } from '../../config/schema/config.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import type { DecisionId } from '../../core/decision-id.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { Measure } from '../../core/measure.ts';
import { epochMs } from '../../core/units.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { createNetworkTable } from '../../snapshot/network-table.ts';
import { type CoachGrant, createCoachTokens } from '../../storage/coach-token.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { openStores } from '../../storage/open-stores.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { ip, lease, person, policyOf } from '../proxy/identity/live-policy-stub.ts';
import { fakeListIndex } from '../support/fake-list-index.ts';
import { snapshotOf } from '../support/policy-facts.ts';

export const NOW = epochMs(Date.UTC(2026, 5, 12, 8, 5));
export const KEY = randomBytes(32);
export const ID = 'K7Q20M5V9TBD3XWA' as DecisionId;
export const ALICE_IP = '10.0.0.1';
export const BOB_IP = '10.0.0.2';
export const UNKNOWN_IP = '10.0.0.99';

export function grantOf(more: Partial<CoachGrant> = {}): CoachGrant {
  return {
    decisionId: ID,
    clientIp: ip(ALICE_IP),
    username: 'alice',
    host: 'www.forum.example' as Hostname,
    expiresAt: epochMs(NOW + 60_000),
    ...more,
  };
}

export const tokenOf = (more: Partial<CoachGrant> = {}) => createCoachTokens(KEY).sign(grantOf(more));

export const askTokenOf = (more: Partial<CoachGrant> = {}) =>
  createCoachTokens(KEY, 'ask').sign(grantOf({ host: 'games.example' as Hostname, ...more }));

export function record(more: Partial<AccessRecord> = {}): AccessRecord {
  return {
    id: ID,
    event: 'tunnel-open',
    time: new Date(NOW - 30_000).toISOString(),
    username: 'alice',
    computer: 'PC-12',
    clientIp: ALICE_IP,
    school: 'north',
    group: 'seniors',
    attribution: 'lease',
    method: 'CONNECT',
    url: 'https://games.example/',
    host: 'games.example',
    categories: ['games'],
    action: 'block',
    rule: 'category',
    reason: 'r',
    signal: 'none',
    visibility: 'host',
    intent: 'unknown',
    contentType: null,
    status: 403,
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 0,
    policyVersion: 'p',
    listVersion: 'l',
    ...more,
  };
}

/** A portal on a real database. The records come from a list, as if no filter by person stood before it. */
export async function setUpPortal({
  portalUrl,
  trust = { name: 'Example Trust' },
  schools = [{ id: 'north', name: 'North <Academy>', colour: '#7a1f3d' }],
  certificate,
  measures = [],
  personalUseReport = { enabled: false, minutesAWeek: {}, workTime: [], keepWeeks: 12 },
}: { readonly portalUrl?: string; readonly certificate?: CertificateSource; readonly measures?: readonly Measure[] } & Partial<
  Pick<Config, 'trust' | 'schools' | 'personalUseReport'>
> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-'));
  const time = { now: NOW as number };
  const clock = () => epochMs(time.now);
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder, 'test.sqlite'), clock });
  const hub = createBusHub(clock);
  const bus = inMemoryBus(hub);
  const live = policyOf(
    [lease(ALICE_IP, 'Alice', { school: 'north', group: 'seniors' }), lease(BOB_IP, 'bob', { group: 'infants', school: 'north' })],
    [person('alice')],
  );
  const records: AccessRecord[] = [];
  const logged: string[] = [];
  const app: FastifyInstance = createPortal({
    stores,
    bus,
    policy: {
      ...live,
      document: () => ({}),
      snapshot: () =>
        snapshotOf({
          measures,
          lists: fakeListIndex({
            'chatbot.example': ['ai-tools'],
            'games.example': ['games'],
            'extreme.example': ['extremism'],
            'sealed.example': ['child-sexual-abuse'],
          }),
        }),
    } as unknown as LivePolicy,
    networkOf: createNetworkTable([{ cidr: '10.0.0.64/26', name: 'guests', group: 'guests' }]),
    clock,
    logger: createLogger({ part: 'admin', instance: 'test', destination: { write: (line) => logged.push(line) } }),
    parts: () => [],
    inForceTimeoutMs: 50,
    config: { trust, schools, personalUseReport, requests: {}, proxy: { ...(portalUrl === undefined ? {} : { portalUrl }) } as never },
    directory: async () => contactsOf({ trust, schools }).directory,
    recentBlocks: { caughtUp: async () => {}, forClient: () => records },
    coachTokenKey: KEY,
    ...(certificate === undefined ? {} : { certificate }),
  });
  const get = (url: string, remoteAddress = ALICE_IP, headers: Record<string, string> = {}) =>
    app.inject({ url, remoteAddress, headers: { host: '10.0.0.10:8081', ...headers } });
  const press = (form: Record<string, string>, remoteAddress = ALICE_IP, url = '/coach') =>
    app.inject({
      method: 'POST',
      url,
      remoteAddress,
      headers: {
        host: '10.0.0.10:8081',
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'http://forum.example',
        'sec-fetch-site': 'cross-site',
      },
      payload: new URLSearchParams(form).toString(),
    });
  return {
    app,
    stores,
    hub,
    bus,
    live,
    records,
    logged,
    time,
    get,
    press,
    async close() {
      await app.close();
      await stores.close();
      await bus.close();
      rmSync(folder, { recursive: true });
    },
  };
}
