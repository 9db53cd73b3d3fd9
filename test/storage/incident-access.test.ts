import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeDelivery } from '../../alerts/payload.ts';
import type { Incident } from '../../core/incident.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import type { Stores } from '../../storage/stores.ts';
import { type Place, START } from './bench.ts';
import { assessed, delivery, MINUTE, nobody, WINDOW } from './incident-samples.ts';
import { inMemory, withPostgres } from './places.ts';

const NOW = epochMs(START);
const LIMIT = { most: 2, withinMs: 10 * MINUTE };
const later = (ms: number): EpochMs => epochMs(NOW + ms);
const session = (name: string, until = later(30 * MINUTE)) => ({ hash: name.padEnd(64, '0'), until });

function conformance(name: string, newPlace: () => Promise<Place>): void {
  describe(`codes, sessions and the list of incidents: ${name}`, () => {
    let place: Place;
    let stores: Stores;
    let incident: Incident;
    beforeEach(async () => {
      place = await newPlace();
      stores = await openStores({ ...place, clock: () => NOW });
      const [raised] = await stores.incidents.store([assessed('s1')], 'c', { mergeWindowMs: WINDOW, routing: nobody });
      if (raised === undefined) throw new Error('nothing raised');
      incident = raised;
    });
    afterEach(async () => {
      await stores.close();
      await place.dispose();
    });

    const ask = (id: string, at = NOW, recipient = 'dsl@x.example') => {
      const expiresAt = epochMs(at + 10 * MINUTE);
      const reader = { name: 'A', email: recipient, role: 'dsl', reason: '', detail: 'configured' } as const;
      const mail = codeDelivery(incident, reader, id, expiresAt);
      return stores.incidentAccess.ask({ id, incident: incident.id, recipient, expiresAt }, mail, at, LIMIT);
    };
    const redeem = (id: string, isRight = true, at = NOW, of = incident.id, name = id) =>
      stores.incidentAccess.redeem({ id, incident: of }, isRight, session(name), at, 3);

    it('queues a mail for each code, up to the limit, which holds for one recipient and time only', async () => {
      expect((await Promise.all([ask('a'), ask('b'), ask('c')])).sort()).toEqual([false, true, true]);
      expect(await ask('d', NOW, 'deputy@x.example')).toBe(true);
      expect(await ask('e', later(10 * MINUTE))).toBe(true);
      const mails = await stores.outbox.forIncident(incident.id);
      const challenges = mails.filter(({ kind }) => kind === 'access-code').map(({ payload }) => payload['challenge']);
      expect(challenges).toHaveLength(4);
      expect(challenges).toEqual(expect.arrayContaining(['d', 'e']));
    });

    it('lets one of several who send the same code at once in', async () => {
      await ask('a');
      const entered = await Promise.all(['s1', 's2', 's3'].map((name) => redeem('a', true, NOW, incident.id, name)));
      expect(entered.filter((one) => one !== undefined)).toEqual([{ recipient: 'dsl@x.example', isOpen: true }]);
      expect((await stores.incidents.events(incident.id)).filter(({ event }) => event === 'opened')).toEqual([
        { at: NOW, actor: 'contact:dsl@x.example', event: 'opened', detail: {} },
      ]);
      // Reading is no change: nobody's form grows old by it.
      expect((await stores.incidents.get(incident.id))?.version).toBe(incident.version);
    });

    it('counts wrong tries, and takes no code of another incident, after its time or after too many tries', async () => {
      await ask('a');
      expect(await redeem('a', true, NOW, 'other')).toBeUndefined();
      expect(await redeem('a', true, later(10 * MINUTE))).toBeUndefined();
      for (let n = 0; n < 3; n++) expect(await redeem('a', false)).toEqual({ recipient: 'dsl@x.example', isOpen: false });
      expect(await redeem('a')).toBeUndefined();
      await ask('b');
      for (let n = 0; n < 2; n++) await redeem('b', false);
      expect(await redeem('b')).toMatchObject({ isOpen: true });
      expect(await redeem('never')).toBeUndefined();
    });

    it('ends a session by time, and by leaving, and knows it for its own incident only', async () => {
      await ask('a');
      await redeem('a');
      const { hash, until } = session('a');
      const at = (time: EpochMs, of = incident.id) => stores.incidentAccess.session(of, hash, time);
      expect(await at(NOW)).toEqual({ recipient: 'dsl@x.example', until });
      expect(await at(epochMs(until - 1))).toBeDefined();
      expect(await at(until)).toBeUndefined();
      expect(await at(NOW, 'other')).toBeUndefined();
      await stores.incidentAccess.end(hash);
      expect(await at(NOW)).toBeUndefined();
    });

    it('forgets codes and sessions a day after they ran out', async () => {
      await ask('a');
      await redeem('a');
      await ask('b', later(25 * 60 * MINUTE));
      expect(await redeem('a', true, NOW, incident.id, 'again')).toBeUndefined();
      expect(await stores.incidentAccess.session(incident.id, session('a').hash, NOW)).toBeUndefined();
    });

    it('queues what a change tells in the same transaction, and nothing for a change that is refused', async () => {
      const tell = (of: Incident) => [delivery(`escalation|${of.id}|${of.version}`, { incident: of.id, kind: 'escalation' as const })];
      const escalate = (version: number) =>
        stores.incidents.change(incident.id, version, { kind: 'escalate', reason: 'x' }, 'user:a', NOW, tell);
      expect((await escalate(incident.version)).kind).toBe('changed');
      expect((await escalate(incident.version)).kind).toBe('conflict');
      expect((await stores.outbox.forIncident(incident.id)).map(({ uniqueKey }) => uniqueKey)).toEqual([`escalation|${incident.id}|2`]);
    });

    it('lists page by page in one order, with ties, closed ones last', async () => {
      const severities = ['advisory', 'warning', 'danger'] as const;
      for (let n = 0; n < 12; n++) {
        const one = assessed(`n${n}`, { username: `u${n}`, at: START + (n % 4) * 1_000 }, { severity: severities[n % 3] ?? 'danger' });
        const [made] = await stores.incidents.store([one], `c${n}`, { mergeWindowMs: WINDOW, routing: nobody });
        if (made !== undefined && n % 5 === 0)
          await stores.incidents.change(made.id, made.version, { kind: 'close', outcome: 'pastoral', note: 'x' }, 'user:a', NOW);
      }
      const whole = await stores.incidents.list({ limit: 100 });
      const read: string[] = [];
      for (let last = whole[0], after = undefined as Parameters<Stores['incidents']['list']>[0]['after']; last !== undefined; ) {
        const page: Incident[] = await stores.incidents.list({ limit: 2, ...(after !== undefined && { after }) });
        read.push(...page.map(({ id }) => id));
        last = page.at(-1);
        if (last !== undefined) after = { isClosed: last.status === 'closed', severity: last.severity, lastAt: last.lastAt, id: last.id };
      }
      expect(whole).toHaveLength(13);
      expect(read).toEqual(whole.map(({ id }) => id));
      const narrow = await stores.incidents.list({ limit: 100, severity: ['warning'], until: later(1), theme: ['self-harm-suicide'] });
      expect(narrow.map(({ person }) => person).sort()).toEqual(['u4']);
    });
  });
}

conformance('SQLite in memory', inMemory);
withPostgres((newPlace) => conformance('PostgreSQL', newPlace));
