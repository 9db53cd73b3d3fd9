import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { visit } from './incident-page-visit.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
beforeEach(async () => {
  admin = await openIncidentsFixture();
});
afterEach(() => admin.close());

describe('changing an incident', () => {
  it('goes from new to closed and back, each with who and when in the history', async () => {
    const { id } = await admin.raise();
    const headers = await admin.tokenFor('dsl', { school: 'north' });
    let etag = '"1"';
    const post = async (kind: string, payload: object = {}) => {
      const answer = await admin.callAs({ ...headers, 'if-match': etag }, 'POST', `/${id}/${kind}`, payload);
      etag = answer.etag ?? etag;
      return answer;
    };
    expect((await post('acknowledge')).body).toMatchObject({ status: 'acknowledged', version: 2 });
    expect((await post('acknowledge')).body).toMatchObject({ status: 409, code: 'incident-state' });
    expect((await post('assign', { to: 'deputy@north.example' })).body).toMatchObject({
      assignee: 'deputy@north.example',
      status: 'in-progress',
    });
    expect((await post('assign', { to: 'it@north.example' })).body).toMatchObject({ code: 'bad-request' });
    expect((await post('note', { text: ' ' })).body).toMatchObject({ code: 'bad-request' });
    expect((await post('note', { text: 'Spoke with the tutor.' })).status).toBe(200);
    expect((await post('close', { outcome: 'pastoral' })).body).toMatchObject({ code: 'bad-request' });
    expect((await post('close', { outcome: 'told off', note: 'x' })).body).toMatchObject({ code: 'bad-request' });
    expect((await post('close', { outcome: 'pastoral', note: 'Talked.' })).body).toMatchObject({ status: 'closed', outcome: 'pastoral' });
    expect((await post('note', { text: 'after' })).status).toBe(200);
    expect((await post('escalate', { reason: 'x' })).body).toMatchObject({ code: 'incident-state' });
    expect((await post('reopen', { reason: 'It goes on.' })).body).toMatchObject({ status: 'in-progress', outcome: null });
    const verdict = await post('verdict', { verdict: 'false-positive' });
    expect(verdict.body).toMatchObject({ verdict: 'false-positive', suggestion: { kind: 'exclusion', hosts: ['harm.example'] } });
    const done = (await admin.context.stores.audit.list({ limit: 100 })).filter(({ action }) => action.startsWith('incident.'));
    expect(done.map(({ action }) => action)).toEqual(
      ['acknowledge', 'assign', 'note', 'close', 'note', 'reopen', 'verdict'].map((kind) => `incident.${kind}`),
    );
    // IT may read the audit log: it names no person and quotes no note.
    expect(JSON.stringify(done)).not.toMatch(/p\.pupil|tutor|Talked/);
  });

  it('tells the second of two editors what the first did, and changes nothing', async () => {
    const { id } = await admin.raise();
    expect((await admin.call('dsl', 'POST', `/${id}/note`, { version: 1, text: 'first' })).status).toBe(200);
    const second = await admin.call('deputy-dsl', 'POST', `/${id}/close`, { version: 1, outcome: 'no-concern', note: 'second' });
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      code: 'conflict',
      current: { version: 2, status: 'in-progress', last: { event: 'noted', detail: { text: 'first' } } },
    });
    expect(await admin.get(id)).toMatchObject({ status: 'in-progress', version: 2 });
    expect((await admin.call('dsl', 'POST', `/${id}/note`, { text: 'which?' })).body).toMatchObject({ code: 'bad-request' });
  });

  it('escalates to the next in line, who are mailed with the reason', async () => {
    const { id, version } = await admin.raise();
    const first = await admin.call('dsl', 'POST', `/${id}/escalate`, { version, reason: 'I am off site.' });
    expect(first.body).toMatchObject({ status: 'escalated', told: ['on-call'] });
    const second = await admin.call('dsl', 'POST', `/${id}/escalate`, { version: version + 1, reason: 'No answer.' });
    expect(second.body).toMatchObject({ told: ['headteacher'] });
    const mails = (await admin.context.stores.outbox.forIncident(id)).filter(({ kind }) => kind === 'escalation');
    expect(mails.map(({ to, payload }) => [to, payload['cause']])).toEqual([
      ['duty@north.example', { escalatedBy: 'dsl-1', reason: 'I am off site.' }],
      ['head@north.example', { escalatedBy: 'dsl-2', reason: 'No answer.' }],
    ]);
  });

  it('merges what the same people may read, and nothing else', async () => {
    const [one, other, staff] = [
      await admin.raise(),
      await admin.raise({ username: 'p.two' }),
      await admin.raise({ username: 't', group: 'staff' }),
    ];
    const merged = await admin.call('headteacher', 'POST', `/${one.id}/merge`, { version: 1, into: other.id });
    expect(merged.body).toMatchObject({ mergedInto: other.id, status: 'closed' });
    const visitor = visit(admin);
    const left = await visitor.send('GET', admin.page(one.id), {}, await visitor.signIn(one));
    expect(left.text).toContain(`href="${admin.page(other.id)}"`);
    expect(left.text).not.toContain('<details');
    expect((await admin.call('headteacher', 'POST', `/${staff.id}/merge`, { version: 1, into: other.id })).body).toMatchObject({
      code: 'incident-state',
    });
    expect((await admin.call('dsl', 'POST', `/${other.id}/merge`, { version: 2, into: staff.id })).status).toBe(404);
  });
});
