import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertDelivery } from '../../alerts/payload.ts';
import { contactsOf } from '../../alerts/routing/directory.ts';
import { recipientsOf } from '../../alerts/routing/recipients.ts';
import type { Config } from '../../config/schema/config.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { decisionIdGenerator } from '../../core/decision-id.ts';
import type { Role } from '../../core/identity.ts';
import type { Assessment, Incident, Sighting } from '../../core/incident.ts';
import type { AuditEntry } from '../../storage/audit-log.ts';
import { openIncidentKey } from '../../storage/incident-key.ts';
import type { Routing } from '../../storage/incidents.ts';
import { openRecordSpool } from '../../storage/record-spool/writer.ts';
import { testConfig } from '../alerts/runtime/test-config.ts';
import { assessed } from '../storage/incident-samples.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, never> & { readonly items: { readonly id: string; readonly person: string }[] };
  readonly etag: string | undefined;
}

export interface IncidentsFixture extends AdminFixture {
  readonly config: Config;
  /** Stores a sighting as alerts do, with the mails that routing asks for; returns the incident. */
  raise(more?: Partial<Sighting>, assessment?: Partial<Assessment>): Promise<Incident>;
  /** Settles every queued delivery as accepted by the mail server. */
  deliver(): Promise<void>;
  /** Writes records as a proxy does. */
  record(...records: Partial<AccessRecord>[]): Promise<AccessRecord[]>;
  get(id: string): Promise<Incident>;
  /** Calls the API beneath `/api/v1/incidents` with a new token of that role, for one school (default north) or the whole trust. */
  call(role: Role, method: 'GET' | 'POST', url: string, payload?: object, school?: string | null): Promise<ApiAnswer>;
  callAs(headers: Record<string, string>, method: 'GET' | 'POST', url: string, payload?: object): Promise<ApiAnswer>;
  lastAudit(): Promise<AuditEntry | undefined>;
  /** The path of an incident's page. */
  page(id: string): string;
}

/** The admin API with the contacts of two schools. */
export async function openIncidentsFixture(): Promise<IncidentsFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-incidents-'));
  const config = testConfig(folder);
  const admin = await openAdminFixture({ config });
  const { stores, clock } = admin.context;
  const { directory } = contactsOf(config);
  const routing: Routing = (incident, why) => recipientsOf(incident, directory, clock()).map((one) => alertDelivery(incident, one, why));
  const nextId = decisionIdGenerator(1, 0);
  let spool: ReturnType<typeof openRecordSpool> | undefined;
  const openSpool = () =>
    openRecordSpool({ folder: join(folder, 'records'), writer: 'proxy-1', clock, reserveBytes: 65_536, onProblem: () => {} });
  let sightings = 0;
  const get = async (id: string): Promise<Incident> => {
    const incident = await stores.incidents.get(id);
    if (incident === undefined) throw new Error(`no incident ${id}`);
    return incident;
  };
  const callAs: IncidentsFixture['callAs'] = async (headers, method, url, payload) => {
    const response = await admin.app.inject({ method, url: `/api/v1/incidents${url}`, headers, ...(payload && { payload }) });
    return { status: response.statusCode, body: response.json() as ApiAnswer['body'], etag: response.headers.etag as string | undefined };
  };
  return {
    ...admin,
    callAs,
    async call(role, method, url, payload, school = 'north') {
      return callAs(await admin.tokenFor(role, school === null ? {} : { school }), method, url, payload);
    },
    lastAudit: async () => (await stores.audit.list({ limit: 1_000 })).at(-1),
    config,
    get,
    async raise(more = {}, assessment = {}) {
      const one = assessed(`s${++sightings}`, { at: clock(), ...more }, assessment);
      const [incident] = await stores.incidents.store([one], `c${sightings}`, { mergeWindowMs: 600_000, routing });
      if (incident === undefined) throw new Error('nothing was raised');
      return incident;
    },
    async deliver() {
      for (const { id } of await stores.outbox.pending(clock(), 0, 100)) {
        await stores.outbox.claim(id, clock(), 0);
        await stores.outbox.settle(id, { status: 'accepted', answer: '250 taken' }, clock());
      }
    },
    async record(...changes) {
      const records = changes.map((change) => makeRecord({ id: nextId(clock()), time: new Date(clock()).toISOString(), ...change }));
      spool ??= openSpool();
      const writer = await spool;
      await Promise.all(records.map((record) => new Promise<void>((done) => writer.appendDurable(record, () => done()))));
      return records;
    },
    page: (id) => `/incidents/${id}/${openIncidentKey(folder).proofOf(id)}`,
    async close() {
      await (await spool)?.close();
      await admin.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
