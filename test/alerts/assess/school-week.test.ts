import { describe, expect, it, onTestFinished } from 'vitest';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { createSchoolRules } from '../../../alerts/school-rules.ts';
import { mailsOf, reportOf, TRUST } from '../../../bench/school-week.ts';
import { HOUR, MINUTE, type SchoolWeek, schoolWeek } from '../../../bench/support/made-up-week.ts';
import type { Delivery, Incident } from '../../../core/incident.ts';
import { epochMs } from '../../../core/units.ts';
import { openStores } from '../../../storage/open-stores.ts';

/** The same week through the rules, the incidents and the outbox that the product has, an hour at a time. */
async function throughTheStore({ records }: SchoolWeek): Promise<{ readonly incidents: Incident[]; readonly deliveries: Delivery[] }> {
  let now = epochMs(Date.parse(records[0]?.time ?? ''));
  const clock = () => now;
  const stores = await openStores({ databaseUrl: null, sqlitePath: ':memory:', clock });
  onTestFinished(() => stores.close());
  const { directory } = contactsOf(TRUST);
  const none = { linkTo: () => '', notices: () => [], codeOf: () => '', proofOfLifeTo: null };
  const rules = createSchoolRules({ detail: 'minimal', directory: () => directory, clock, ...none });
  const sightings = records.flatMap((record) => rules.sightingOf(record) ?? []);
  for (const [hour, some] of Map.groupBy(sightings, ({ at }) => Math.floor(at / HOUR))) {
    now = epochMs((hour + 1) * HOUR);
    const batch = some.map((sighting) => ({ sighting, assessment: rules.assess(sighting), synthetic: false }));
    await stores.incidents.store(batch, '{}', { mergeWindowMs: 10 * MINUTE, routing: rules.routing });
  }
  const incidents = await stores.incidents.list({ limit: 9_999 });
  return { incidents, deliveries: (await Promise.all(incidents.map(({ id }) => stores.outbox.forIncident(id)))).flat() };
}

describe('a made-up week of one school', () => {
  it.each([1, 2, 3])('raises every planted danger and concern, and few others (seed %i)', (seed) => {
    const week = schoolWeek(seed, 1);
    const report = reportOf(week, mailsOf(week.records));
    const perDay = (report.dslMails / 5).toFixed(1);
    const noise = report.dslNoise / report.dslMails;
    console.log(
      `seed ${seed}: planted dangers raised ${report.dangersRaised} of ${report.dangers}, concerns ${report.concernsRaised} of ` +
        `${report.concerns}; mails to the DSL ${perDay} a school day, noise ${(100 * noise).toFixed(0)} %`,
    );
    expect(report.dangers).toBeGreaterThan(12);
    expect([report.dangersRaised, report.concernsRaised]).toEqual([report.dangers, report.concerns]);
    expect(report.dslMails / 5).toBeLessThan(12);
    expect(noise).toBeLessThan(0.4);
  });

  it('is told by the store as it was reckoned: every planted danger, and as many mails', async () => {
    const week = schoolWeek(1, 1);
    const { incidents, deliveries } = await throughTheStore(week);
    const toDsl = deliveries.filter(({ to }) => to === 'dsl@example.org');
    const reckoned = mailsOf(week.records).filter(({ to }) => to.includes('dsl@example.org'));
    const clusterOf = ({ incident }: Delivery) => incidents.find(({ id }) => id === incident)?.cluster;
    expect(toDsl.filter((delivery) => clusterOf(delivery) === undefined)).toHaveLength(reckoned.length);
    // Beside them one for each day on which several pupils were on self-harm or suicide, the planted one among them.
    const clusters = toDsl.map(clusterOf).filter((cluster) => cluster !== undefined);
    expect(new Set(clusters).size).toBe(clusters.length);
    expect(clusters.length).toBeGreaterThan(0);
    expect(clusters.length).toBeLessThan(6);
    const told = new Set(deliveries.map(({ incident }) => incident));
    const dangerous = new Set(incidents.filter(({ id, severity }) => severity === 'danger' && told.has(id)).map(({ person }) => person));
    const byId = new Map(week.records.map((record) => [record.id, record]));
    for (const { what, kind, ids } of week.planted) {
      const people = [...ids].map((id) => byId.get(id)?.username);
      if (kind === 'danger')
        expect(
          people.every((person) => dangerous.has(person ?? null)),
          what,
        ).toBe(true);
    }
  });

  it('is the same week for the same seed', () => {
    expect(schoolWeek(7, 1)).toEqual(schoolWeek(7, 1));
  });
});
