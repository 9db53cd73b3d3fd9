import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCode } from '../../alerts/payload.ts';
import { type Visit, visit } from './incident-page-visit.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
let visitor: Visit;
beforeEach(async () => {
  admin = await openIncidentsFixture();
  visitor = visit(admin);
});
afterEach(() => admin.close());

describe('the way in', () => {
  it('shows nothing of the incident before a code, mails none by being opened, and acknowledges nothing', async () => {
    const incident = await admin.raise({ username: 'secret.pupil' });
    const page = admin.page(incident.id);
    for (let n = 0; n < 3; n++) {
      const shown = await visitor.send('GET', `${page}${n === 2 ? '?code=AAAAAAAAAAAAAAAAAAAAAA' : ''}`);
      expect(shown.status).toBe(200);
      expect(shown.text).not.toMatch(/secret|harm|self-harm|dsl@|deputy@/i);
    }
    expect(await visitor.codes(incident.id)).toEqual([]);
    expect(await admin.get(incident.id)).toMatchObject({ status: 'new', version: 1 });
    for (const path of ['code', 'enter', 'acknowledge', 'note', 'leave'])
      expect((await visitor.send('GET', `${page}/${path}`)).status).toBe(404);
  });

  it('leads nowhere without the proof that stands in the mail, whether or not there is such an incident', async () => {
    const { id } = await admin.raise();
    const proof = admin.page(id).split('/').at(-1) ?? '';
    const texts = new Set<string>();
    for (const path of [`/${id}`, `/${id}/AAAAAAAAAAAAAAAA`, '/1NG83N9999/AAAAAAAAAAAAAAAA', `/1NG83N9999/${proof}`, '/..%2f/x']) {
      const answer = await visitor.send('GET', `/incidents${path}`);
      expect(answer.status, path).toBe(404);
      texts.add(answer.text);
    }
    expect(texts.size).toBe(1);
    expect((await visitor.send('POST', `/incidents/${id}/AAAAAAAAAAAAAAAA/code`, { to: 'x' })).status).toBe(404);
  });

  it('offers only those who were told, masked, and says the same to a choice that is none', async () => {
    const incident = await admin.raise({ username: 'a.teacher', group: 'staff' });
    const page = admin.page(incident.id);
    const { text } = await visitor.send('GET', page);
    expect([...text.matchAll(/<bdi>([^<]*@[^<]*)<\/bdi>/g)].map(([, masked]) => masked)).toEqual(['h•••d@north.example']);
    const invented = await visitor.send('POST', `${page}/code`, { to: 'dsl@north.example' });
    expect(invented.status).toBe(303);
    expect(invented.location).toMatch(/\?code=[\w-]{22}$/);
    expect(await visitor.codes(incident.id)).toEqual([]);
  });

  it('takes a code once, within ten minutes, for its own incident, and after five wrong tries not at all', async () => {
    const [incident, other] = [await admin.raise(), await admin.raise({ username: 'p.other' })];
    const page = admin.page(incident.id);
    const ask = async () => {
      await visitor.send('POST', `${page}/code`, { to: visitor.choiceIn(await visitor.send('GET', page), 'd•••@north.example') });
      const mail = (await visitor.codes(incident.id)).at(-1);
      return mail === undefined ? '' : readCode(mail).challenge;
    };
    const enter = async (challenge: string, code = visitor.codeOf(challenge), at = page) =>
      (await visitor.send('POST', `${at}/enter`, { challenge, code })).status;
    const first = await ask();
    expect(await enter(first, visitor.codeOf(first), admin.page(other.id))).toBe(403);
    expect(await enter(first, `${visitor.codeOf(first).slice(0, 4)} ${visitor.codeOf(first).slice(4)}`)).toBe(303);
    expect(await enter(first)).toBe(403);
    const late = await ask();
    admin.advance(10 * 60_000);
    expect(await enter(late)).toBe(403);
    const guessed = await ask();
    for (let n = 0; n < 5; n++) expect(await enter(guessed, '00000000')).toBe(403);
    expect(await enter(guessed)).toBe(403);
    const refused = (await admin.context.stores.audit.list({ limit: 100 })).filter(({ outcome }) => outcome === 'refused');
    // The five wrong tries; what no longer takes any leaves no line, however often it is tried.
    expect(refused.map(({ action, subject }) => [action, subject])).toEqual(Array(5).fill(['incident.open', incident.id]));
  });

  it('mails at most five codes in ten minutes', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const to = visitor.choiceIn(await visitor.send('GET', page), 'd•••@north.example');
    const statuses = [];
    for (let n = 0; n < 7; n++) statuses.push((await visitor.send('POST', `${page}/code`, { to })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429, 429]);
    expect(await visitor.codes(incident.id)).toHaveLength(5);
    // Somebody else is not kept out by it, nor is anybody for longer.
    expect(
      (await visitor.send('POST', `${page}/code`, { to: visitor.choiceIn(await visitor.send('GET', page), 'd•••y@north.example') })).status,
    ).toBe(303);
    admin.advance(10 * 60_000 + 1);
    expect((await visitor.send('POST', `${page}/code`, { to })).status).toBe(303);
  });

  it('keeps neither code nor session in the database, and binds the cookie to the page', async () => {
    const incident = await admin.raise();
    const page = admin.page(incident.id);
    const { cookie } = await visitor.signIn(incident);
    const [mail] = await visitor.codes(incident.id);
    const code = visitor.codeOf(mail === undefined ? '' : readCode(mail).challenge);
    const kept = JSON.stringify([
      mail,
      await admin.context.stores.incidents.events(incident.id),
      await admin.context.stores.audit.list({ limit: 99 }),
    ]);
    expect(kept).not.toContain(code);
    expect(kept).not.toContain(cookie.split('=')[1]);
    const again = await visitor.send('POST', `${page}/code`, {
      to: visitor.choiceIn(await visitor.send('GET', page), 'd•••@north.example'),
    });
    const { challenge } = readCode((await visitor.codes(incident.id)).at(-1) ?? { kind: 'alert', payload: {} });
    expect(again.status).toBe(303);
    const { cookie: whole } = await visitor.send('POST', `${page}/enter`, { challenge, code: visitor.codeOf(challenge) });
    expect(whole).toMatch(new RegExp(`^schoolgate-incident=[\\w-]{43}; Path=${page}; Max-Age=1800; HttpOnly; SameSite=Strict$`));
  });
});
