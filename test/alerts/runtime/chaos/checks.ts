import { expect } from 'vitest';
import type { ReceivedMail } from '../../../support/mail-server.ts';
import { until } from '../../../support/product.ts';
import { LEADS, type World } from './world.ts';

const SETTLE_LIMIT_MS = 90_000;
/** A send that a killed process was in the middle of is tried again after this. The clock is moved rather than waited for. */
const STUCK_MS = 95_000;
const IMPATIENT_MS = 3_000;

interface DeliveryRow {
  readonly id: string;
  readonly incident: string | null;
  readonly kind: string;
  readonly recipient: string;
  readonly status: string;
  readonly answer: string | null;
}

const deliveries = (world: World) => world.read((db) => db.prepare('select * from deliveries').all() as DeliveryRow[]);

/** Decisions of which clients were told, that are in no incident. */
function unattached(world: World): string[] {
  return world.read((db) => {
    const incidentOf = db.prepare('select incident from sightings where id = ?');
    return world.answered.filter(({ decision }) => incidentOf.get(decision) === undefined).map(({ decision }) => decision);
  });
}

/** Resolves when all that was recorded is in incidents and all that is owed is settled. */
export async function settle(world: World): Promise<void> {
  let lastJumpAt = performance.now();
  const isSettled = () => {
    if (performance.now() - lastJumpAt > IMPATIENT_MS) {
      lastJumpAt = performance.now();
      world.advance(STUCK_MS);
    }
    return (
      unattached(world).length === 0 &&
      deliveries(world).every(({ status, kind }) => status === 'accepted' || (status === 'given-up' && kind === 'proof-of-life'))
    );
  };
  await until(isSettled, SETTLE_LIMIT_MS, () => {
    const owed = deliveries(world).filter(({ status }) => status !== 'accepted');
    return `unattached: ${unattached(world).join(' ')}; owed: ${JSON.stringify(owed)}\n${world.product.log.slice(-3_000)}`;
  });
}

/** What was received of each message, by its id, which is the delivery's. */
function copiesByDelivery({ mail }: World): Map<string, ReceivedMail[]> {
  return Map.groupBy(mail.received, (each) => /^<(\w+)@/.exec(each.mail.messageId ?? '')?.[1] ?? '');
}

/** Every alert once, to each who was to be told; what came again says so. Returns how many copies there were in all. */
export function checkDelivered(world: World): number {
  const copies = copiesByDelivery(world);
  const rows = deliveries(world);
  expect([...copies.keys()].filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  let repeats = 0;
  for (const { id, recipient, status, answer } of rows) {
    const [first, ...more] = copies.get(id) ?? [];
    repeats += more.length;
    if (status === 'accepted') expect(first, `${id} was accepted and never received`).toBeDefined();
    for (const each of [first, ...more]) if (each !== undefined) expect(each.to).toEqual([recipient]);
    for (const each of more) expect(each.raw, `${id} came again unmarked`).toContain('X-Schoolgate-Repeat: possible');
    if (more.length > 0) expect(answer).toMatch(/^in doubt: /);
  }
  checkLeadsTold(world, rows, copies);
  return repeats;
}

/** Both leads of each incident that a client's attempt is in, by one alert each. */
function checkLeadsTold(world: World, rows: readonly DeliveryRow[], copies: ReadonlyMap<string, readonly ReceivedMail[]>): void {
  const alerts = Map.groupBy(
    rows.filter(({ kind }) => kind === 'alert'),
    ({ incident }) => incident,
  );
  const told = world.read((db) => {
    const incidentOf = db.prepare("select incident, subject from sightings where id = ? and subject like 'address %'");
    return world.answered.map(({ decision, address }) => ({
      address,
      ...(incidentOf.get(decision) as { incident: string; subject: string }),
    }));
  });
  for (const { incident, subject, address } of told) {
    expect(subject).toBe(`address ${address}`);
    const recipients = (alerts.get(incident) ?? []).map(({ recipient }) => recipient);
    expect(recipients.filter((each) => LEADS.some((lead) => lead === each)).sort(), incident).toEqual([...LEADS].sort());
    for (const { id } of alerts.get(incident) ?? []) expect(copies.get(id)?.[0]?.mail.subject).toContain(incident);
  }
}

/** The ledger, in a line. */
export function totals(world: World): string {
  const counts = (key: 'status' | 'kind') => {
    const groups = Map.groupBy(deliveries(world), (row) => row[key]);
    return [...groups].map(([name, rows]) => `${name} ${rows.length}`).join(', ');
  };
  const incidents = world.read((db) => db.prepare('select count(*) as n from incidents where synthetic = 0').get()) as { n: number };
  const doubtful = deliveries(world).filter(({ answer }) => answer?.startsWith('in doubt: ') === true).length;
  return [
    `attempts answered ${world.answered.length}, not answered ${world.unanswered}; incidents ${incidents.n}`,
    `deliveries: ${counts('kind')}; of all: ${counts('status')}, of these once in doubt ${doubtful}`,
    `messages received ${world.mail.received.length}`,
  ].join('\n');
}
