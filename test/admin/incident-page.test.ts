import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { incidentPages } from '../../admin/incident-page/routes.ts';
import type { Config } from '../../config/schema/config.ts';
import { type Visit, visit } from './incident-page-visit.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
let visitor: Visit;
beforeEach(async () => {
  admin = await openIncidentsFixture();
  visitor = visit(admin);
});
afterEach(() => admin.close());

/** The pages over the same stores, with other contacts. */
function pagesWith(contacts: Partial<Config>) {
  const app = Fastify();
  incidentPages(app, { ...admin.context, config: { ...admin.config, ...contacts } });
  return app;
}

describe('the page', () => {
  it('tells a lead who, what, when and why, and that the mail was opened', async () => {
    await admin.raise({ theme: 'gambling', at: admin.context.clock() - 86_400_000 }, { severity: 'advisory' });
    const [own] = await admin.record({ username: 'p.pupil', host: 'harm.example', url: 'http://harm.example/', action: 'block' });
    await admin.record({ username: 'p.pupil', host: 'news.example' });
    const incident = await admin.raise({
      id: own?.id ?? '',
      searchTerm: 'how to <b>stop</b>',
      visibility: 'url',
      url: 'http://harm.example/x"><a href="http://harm.example">',
    });
    await admin.deliver();
    const cookie = await visitor.signIn(incident);
    const page = await visitor.send('GET', admin.page(incident.id), {}, cookie);
    expect(page.status).toBe(200);
    for (const words of [
      'Danger: Self-harm and suicide',
      'p.pupil (seniors)',
      '10:00 on Monday 23 November 2026',
      'A sign of self-harm-suicide.',
      'Sunday 22 November 2026: Advisory, Gambling; still open',
      'news.example',
    ])
      expect(page.text).toContain(words);
    expect(page.text).toMatch(/A\. Lead<\/bdi><br><span class="tag">Alert, queued 10:00 · accepted 10:00 \(“250 taken”\) · opened 10:00\./);
    // Nothing on it leads anywhere, and nothing runs.
    expect(page.text).not.toMatch(/<a |<script|<b>stop|http:\/\/harm/);
    expect(Buffer.byteLength(page.text)).toBeLessThan(30_000);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    const views = (await admin.context.stores.audit.list({ limit: 99 })).filter(({ action }) => action === 'incident.view');
    expect(views).toEqual([
      expect.objectContaining({
        actor: 'contact:dsl@north.example',
        subject: incident.id,
        detail: expect.objectContaining({ purpose: 'safeguarding', reference: incident.id }),
      }),
    ]);
  });

  it('acknowledges, notes, assigns, escalates and closes; the ledger says who acknowledged', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const cookie = await visitor.signIn(incident);
    const token = visitor.tokenIn(await visitor.send('GET', page, {}, cookie));
    let version = 1;
    const submit = async (kind: string, form: Record<string, string> = {}) => {
      const answer = await visitor.send('POST', `${page}/${kind}`, { token, version: String(version), ...form }, cookie);
      version = (await admin.get(incident.id)).version;
      return answer;
    };
    expect(await submit('acknowledge')).toMatchObject({ status: 303, location: `${page}?done=acknowledge` });
    expect((await submit('note', { text: 'Spoke with the tutor.' })).status).toBe(303);
    expect((await submit('note', { text: '  ' })).status).toBe(400);
    expect((await submit('assign', { to: 'deputy@north.example' })).status).toBe(303);
    expect((await submit('assign', { to: 'it@north.example' })).status).toBe(400);
    expect((await submit('escalate', { text: 'I am off site.' })).status).toBe(303);
    expect((await submit('close', { text: 'Done.' })).status).toBe(400);
    const refused = await submit('close', { text: 'Kept words.', outcome: 'told-off' });
    expect(refused.text).toContain('>Kept words.</textarea>');
    expect((await submit('close', { text: 'Done.', outcome: 'pastoral' })).status).toBe(303);
    expect(await admin.get(incident.id)).toMatchObject({ status: 'closed', outcome: 'pastoral', assignee: 'deputy@north.example' });
    const events = await admin.context.stores.incidents.events(incident.id);
    expect(events.filter(({ actor }) => actor === 'contact:dsl@north.example').map(({ event }) => event)).toEqual([
      'opened',
      'acknowledged',
      'noted',
      'assigned',
      'escalated',
      'closed',
    ]);
    const shown = await visitor.send('GET', `${page}?done=close`, {}, cookie);
    expect(shown.text).toContain('The incident is closed.');
    expect(shown.text).toMatch(/Alert, queued 10:00 · waiting to be sent · opened 10:00 · acknowledged 10:00\./);
    expect((await submit('reopen', { text: 'It goes on.' })).status).toBe(303);
  });

  it('refuses a form of another page, another session or an older state, and loses no words', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const cookie = await visitor.signIn(incident);
    const token = visitor.tokenIn(await visitor.send('GET', page, {}, cookie));
    const form = { token, version: '1', text: 'My words.' };
    expect((await visitor.send('POST', `${page}/note`, { ...form, token: 'x' }, cookie)).status).toBe(403);
    expect((await visitor.send('POST', `${page}/note`, form, { ...cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await visitor.send('POST', `${page}/note`, form)).status).toBe(401);
    const other = await visitor.signIn(incident, 'd•••y@north.example');
    expect((await visitor.send('POST', `${page}/note`, form, other)).status).toBe(403);
    expect(await admin.get(incident.id)).toMatchObject({ version: 1 });
    await admin.context.stores.incidents.change(
      incident.id,
      1,
      { kind: 'note', text: 'Their words.' },
      'contact:deputy@north.example',
      admin.context.clock(),
    );
    const late = await visitor.send('POST', `${page}/note`, form, cookie);
    expect(late.status).toBe(409);
    expect(late.text).toContain('B. Deputy noted: “Their words.”');
    expect(late.text).toContain('>My words.</textarea>');
    const elsewhere = await admin.raise({ username: 'p.two' });
    expect((await visitor.send('GET', admin.page(elsewhere.id), {}, cookie)).text).toContain('Mail me a code');
  });

  it('gives back what was typed when the half hour is over', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const cookie = await visitor.signIn(incident);
    const token = visitor.tokenIn(await visitor.send('GET', page, {}, cookie));
    admin.advance(31 * 60_000);
    const late = await visitor.send('POST', `${page}/note`, { token, version: '1', text: 'A long <b>note</b>.' }, cookie);
    expect(late.status).toBe(401);
    expect(late.text).toContain('readonly>A long &lt;b&gt;note&lt;/b&gt;.</textarea>');
    expect((await admin.get(incident.id)).version).toBe(1);
  });

  it('ends after half an hour, and by leaving', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const isOpen = async (cookie: { cookie: string }) => (await visitor.send('GET', page, {}, cookie)).text.includes('p.pupil');
    const left = await visitor.signIn(incident);
    expect(await isOpen(left)).toBe(true);
    await visitor.send('POST', `${page}/leave`, { token: visitor.tokenIn(await visitor.send('GET', page, {}, left)) }, left);
    expect(await isOpen(left)).toBe(false);
    const timed = await visitor.signIn(incident, 'd•••y@north.example');
    admin.advance(30 * 60_000 - 1_000);
    expect(await isOpen(timed)).toBe(true);
    admin.advance(1_000);
    expect(await isOpen(timed)).toBe(false);
  });

  it('is closed to whoever is a contact no longer', async () => {
    const incident = await admin.raise({ username: 'p.pupil' });
    const deputy = await visitor.signIn(incident, 'd•••y@north.example');
    const schools = admin.config.schools.map(({ deputies: _, ...school }) => school);
    const { text } = await visitor.send('GET', admin.page(incident.id), {}, deputy, pagesWith({ schools }));
    expect(text).toContain('Mail me a code');
    expect(text).not.toContain('d•••y@north.example');
  });

  it('gives whoever may learn no names none: of nobody’s known school, and without a trust lead', async () => {
    const incident = await admin.raise({ username: 'p.somebody', school: null });
    const leaderless = pagesWith({ trust: { name: 'Example Trust' } });
    const lead = await visitor.signIn(incident, 'd•••@south.example', leaderless);
    const { text } = await visitor.send('GET', admin.page(incident.id), {}, lead, leaderless);
    expect(text).toContain('I am dealing with this');
    expect(text).not.toMatch(/p\.somebody|harm\.example|10\.0\.0\.1|PC-1/);
  });

  it('shows what somebody reported, as they wrote it', async () => {
    const report = {
      by: 'p.pupil',
      calledBy: '',
      role: 'pupil',
      words: 'He <i>took</i> my phone.',
      place: 'the gym',
      about: 'adult',
      name: 'Mr X',
    } as const;
    const incident = await admin.raise({ host: '', url: '', theme: 'disclosure', report });
    const { text } = await visitor.send('GET', admin.page(incident.id), {}, await visitor.signIn(incident));
    for (const words of ['What they wrote', 'He &lt;i&gt;took&lt;/i&gt; my phone.', 'p.pupil (pupil)', 'the gym', 'adult: Mr X']) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Where to');
  });

  it('shows of a sealed match the list and the entry, the card first, and nothing around it', async () => {
    const sealed = 'sealed:iwf:00ff';
    await admin.record({ username: 'p.pupil', host: 'near.example' });
    const factors = [{ id: 'sealed', effect: 'marks' as const, words: 'On the sealed list iwf.' }];
    const incident = await admin.raise({ host: sealed, url: sealed, theme: 'child-sexual-abuse' }, { factors });
    const { text } = await visitor.send('GET', admin.page(incident.id), {}, await visitor.signIn(incident));
    expect(text).toContain('Do not view, copy or investigate');
    expect(text).toContain('00ff');
    expect(text).toContain('nobody looks around illegal material');
    expect(text).not.toMatch(/near\.example|What to do now/);
  });
});
