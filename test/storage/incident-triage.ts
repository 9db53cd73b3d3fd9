import { expect, it } from 'vitest';
import type { Incident } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import type { TriageChange } from '../../storage/incidents.ts';
import { type Bench, START } from './bench.ts';
import { assessed, nobody, WINDOW } from './incident-samples.ts';

const CHANGES = {
  acknowledge: { kind: 'acknowledge' },
  assign: { kind: 'assign', to: 'b.deputy' },
  note: { kind: 'note', text: 'Rang home.' },
  escalate: { kind: 'escalate', reason: 'No answer.' },
  close: { kind: 'close', outcome: 'early-help', note: 'Referred.' },
  reopen: { kind: 'reopen', reason: 'New facts.' },
  verdict: { kind: 'verdict', verdict: 'false-positive', note: 'A song.' },
} as const satisfies Record<string, TriageChange>;
type Step = keyof typeof CHANGES;

/** From a status: what each change leads to; what is not named is refused. */
const LEADS: Record<Incident['status'], Partial<Record<Step, Incident['status']>>> = {
  new: { acknowledge: 'acknowledged', assign: 'in-progress', note: 'in-progress', escalate: 'escalated', close: 'closed', verdict: 'new' },
  acknowledged: { assign: 'in-progress', note: 'in-progress', escalate: 'escalated', close: 'closed', verdict: 'acknowledged' },
  'in-progress': { assign: 'in-progress', note: 'in-progress', escalate: 'escalated', close: 'closed', verdict: 'in-progress' },
  escalated: {
    acknowledge: 'acknowledged',
    assign: 'escalated',
    note: 'escalated',
    escalate: 'escalated',
    close: 'closed',
    verdict: 'escalated',
  },
  closed: { note: 'closed', verdict: 'closed', reopen: 'in-progress' },
};
const WAY: Record<Incident['status'], readonly Step[]> = {
  new: [],
  acknowledged: ['acknowledge'],
  'in-progress': ['note'],
  escalated: ['escalate'],
  closed: ['close'],
};

export function triageTests(bench: Bench): void {
  const raise = async (...people: Parameters<typeof assessed>[1][]): Promise<Incident[]> => {
    const batch = people.map((more, i) => assessed(`${i}`, { username: `u${i}`, ...more }));
    return [...(await bench.stores.incidents.store(batch, '', { mergeWindowMs: WINDOW, routing: nobody }))];
  };
  const first = async (...people: Parameters<typeof assessed>[1][]): Promise<Incident> => {
    const [incident] = await raise(...people, {});
    if (incident === undefined) throw new Error('no incident');
    return incident;
  };
  const change = (incident: Incident, what: TriageChange, at: number = START) =>
    bench.stores.incidents.change(incident.id, incident.version, what, 'user:a.lead', epochMs(at));
  const changed = async (incident: Incident, what: TriageChange, at: number = START): Promise<Incident> => {
    const answer = await change(incident, what, at);
    if (answer.kind !== 'changed') throw new Error(JSON.stringify(answer));
    return answer.incident;
  };
  const refusal = async (incident: Incident, what: TriageChange): Promise<string> => {
    const answer = await change(incident, what);
    if (answer.kind !== 'invalid') throw new Error(JSON.stringify(answer));
    return answer.message;
  };

  const cases = Object.keys(LEADS).flatMap((from) => Object.keys(CHANGES).map((step) => [from, step] as [Incident['status'], Step]));
  it.each(cases)('%s: %s', async (from, step) => {
    let incident = await first();
    for (const before of WAY[from]) incident = await changed(incident, CHANGES[before]);
    expect(incident.status).toBe(from);
    const lines = await bench.stores.incidents.events(incident.id);
    const to = LEADS[from][step];
    if (to === undefined) {
      expect(await refusal(incident, CHANGES[step])).toMatch(/^[A-Z].*\.$/);
      expect(await bench.stores.incidents.get(incident.id)).toEqual(incident);
      expect(await bench.stores.incidents.events(incident.id)).toEqual(lines);
      return;
    }
    const after = await changed(incident, CHANGES[step], START + 7);
    expect(after).toMatchObject({ status: to, version: incident.version + 1 });
    expect(await bench.stores.incidents.get(incident.id)).toEqual(after);
    const { kind: _kind, ...words } = CHANGES[step];
    const [line, ...others] = (await bench.stores.incidents.events(incident.id)).slice(lines.length);
    expect(line).toMatchObject({ at: START + 7, actor: 'user:a.lead', detail: words });
    expect(others).toEqual([]);
  });

  it('keeps the assignee, the outcome and the verdict', async () => {
    let incident = await changed(await first(), CHANGES.assign);
    expect(incident.assignee).toBe('b.deputy');
    incident = await changed(incident, CHANGES.verdict);
    incident = await changed(incident, CHANGES.close);
    expect(incident).toMatchObject({ assignee: 'b.deputy', outcome: 'early-help', verdict: 'false-positive' });
    incident = await changed(incident, CHANGES.reopen);
    expect(incident).toMatchObject({ assignee: 'b.deputy', outcome: null, verdict: 'false-positive' });
  });

  it.each<[string, TriageChange]>([
    ['assigning to nobody', { kind: 'assign', to: ' ' }],
    ['an empty note', { kind: 'note', text: '\n' }],
    ['escalating without a reason', { kind: 'escalate', reason: '' }],
    ['closing without a note', { kind: 'close', outcome: 'pastoral', note: '\t' }],
    ['closing with no outcome of ours', { kind: 'close', outcome: 'forgotten' as 'pastoral', note: 'Done.' }],
    ['merging into nothing', { kind: 'merge', into: 'nothing\0' }],
  ])('refuses %s', async (_what, what) => {
    const incident = await first();
    expect(await refusal(incident, what)).toMatch(/^[A-Z].*\.$/);
    expect(await bench.stores.incidents.get(incident.id)).toEqual(incident);
  });

  it('lets one of two editors change it, and tells the other what it became', async () => {
    const incident = await first();
    const answers = await Promise.all([change(incident, CHANGES.acknowledge), change(incident, CHANGES.note)]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['changed', 'conflict']);
    const now = await bench.stores.incidents.get(incident.id);
    for (const answer of answers) expect(answer).toMatchObject({ incident: now });
    expect(await bench.stores.incidents.events(incident.id)).toHaveLength(2);
    expect(await bench.stores.incidents.change('none', 1, CHANGES.note, 'user:x', START)).toEqual({ kind: 'missing' });
    expect(await bench.stores.incidents.change('\0', 1, CHANGES.note, 'user:x', START)).toEqual({ kind: 'missing' });
  });

  it('does not take further sightings for another editor, but a rise in severity', async () => {
    const incident = await first({ signal: 'warning' });
    const see = (id: string, signal: 'warning' | 'danger') =>
      bench.stores.incidents.store([assessed(id, { username: 'u0', signal })], '', { mergeWindowMs: WINDOW, routing: nobody });
    await see('again', 'warning');
    const acknowledged = await changed(incident, CHANGES.acknowledge);
    expect(acknowledged.records).toBe(2);
    await see('worse', 'danger');
    expect((await change(acknowledged, CHANGES.close)).kind).toBe('conflict');
  });

  it('keeps a note as it was written, whatever is in it', async () => {
    const incident = await first();
    const text = '<b>"Ünïcode" 𝄞</b> \0 \ud800'.toWellFormed();
    await changed(incident, { kind: 'note', text });
    expect((await bench.stores.incidents.events(incident.id)).at(-1)?.detail).toEqual({ text });
  });

  it('merges one into another, with its sightings, and says so in both histories', async () => {
    const [one, two] = await raise({ signal: 'danger' }, { signal: 'warning', at: START + 5, theme: 'bullying-hate' });
    if (one === undefined || two === undefined) throw new Error('no incidents');
    const merged = await changed(one, { kind: 'merge', into: two.id });
    expect(merged).toMatchObject({ status: 'closed', mergedInto: two.id, records: 0 });
    const into = await bench.stores.incidents.get(two.id);
    expect(into).toMatchObject({ records: 2, severity: 'danger', firstAt: START, lastAt: START + 5, status: 'new', version: 2 });
    expect((await bench.stores.incidents.sightings(two.id, 10)).map(({ id }) => id)).toEqual(['1', '0']);
    expect(await bench.stores.incidents.sightings(one.id, 10)).toEqual([]);
    const last = async (id: string) => (await bench.stores.incidents.events(id)).at(-1);
    expect(await last(one.id)).toMatchObject({ event: 'merged', actor: 'user:a.lead', detail: { into: two.id, records: 1 } });
    expect(await last(two.id)).toMatchObject({ event: 'merged', detail: { from: one.id, records: 1, severity: 'danger' } });
    expect((await bench.stores.incidents.list({ limit: 10 })).map(({ id }) => id)).toEqual([two.id]);
    expect(await bench.stores.incidents.list({ notAbout: 'u0', limit: 10 })).toEqual([]);
    expect(await refusal(merged, CHANGES.note)).toContain(two.id);
  });

  it('refuses merges that make no sense', async () => {
    const [one, two, other, closed] = await raise({}, {}, { school: 'south' }, {});
    if (!one || !two || !other || !closed) throw new Error('no incidents');
    const [test] = await bench.stores.incidents.store([assessed('t', {}, {}, true)], '', { mergeWindowMs: WINDOW, routing: nobody });
    const isClosed = await changed(closed, CHANGES.close);
    expect(await refusal(one, { kind: 'merge', into: one.id })).toContain('itself');
    expect(await refusal(one, { kind: 'merge', into: other.id })).toContain('two schools');
    expect(await refusal(one, { kind: 'merge', into: closed.id })).toContain('closed');
    expect(await refusal(isClosed, { kind: 'merge', into: one.id })).toContain('closed');
    expect(await refusal(one, { kind: 'merge', into: test?.id ?? '' })).toContain('real');
    const gone = await changed(one, { kind: 'merge', into: two.id });
    expect(await refusal(gone, { kind: 'merge', into: two.id })).toContain('already');
    const [fresh] = await bench.stores.incidents.store([assessed('f', { username: 'f' })], '', { mergeWindowMs: WINDOW, routing: nobody });
    if (fresh === undefined) throw new Error('no incident');
    expect(await refusal(fresh, { kind: 'merge', into: one.id })).toContain(two.id);
  });

  it('follows merges of merged ones to their end, and forgets them together', async () => {
    const [one, two, three] = await raise({}, {}, {});
    if (!one || !two || !three) throw new Error('no incidents');
    await changed(one, { kind: 'merge', into: two.id });
    await changed({ ...two, version: 2 }, { kind: 'merge', into: three.id });
    expect((await bench.stores.incidents.get(one.id))?.mergedInto).toBe(three.id);
    expect(await bench.stores.incidents.purge(epochMs(START + 1))).toBe(0);
    await changed({ ...three, version: 2 }, CHANGES.close);
    expect(await bench.stores.incidents.purge(epochMs(START + 1))).toBe(3);
  });

  it('holds a sighting once when a person is merged into their cluster', async () => {
    const batch = ['a', 'b'].map((id) => assessed(id, { username: id }, { cluster: 'c' }));
    const incidents = await bench.stores.incidents.store(batch, '', { mergeWindowMs: WINDOW, routing: nobody });
    const cluster = incidents.find((incident) => incident.cluster !== undefined);
    const own = incidents.find(({ person }) => person === 'a');
    if (cluster === undefined || own === undefined) throw new Error('no incidents');
    await changed(own, { kind: 'merge', into: cluster.id });
    expect((await bench.stores.incidents.get(cluster.id))?.records).toBe(2);
    expect(await bench.stores.incidents.sightings(cluster.id, 10)).toHaveLength(2);
  });
}
