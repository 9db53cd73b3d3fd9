import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { ip, lease } from '../proxy/identity/live-policy-stub.ts';
import { setUpConcerns, tokenIn } from './concern-set-up.ts';
import { ALICE_IP, BOB_IP, UNKNOWN_IP } from './set-up.ts';

let portal: Awaited<ReturnType<typeof setUpConcerns>>;
beforeEach(async () => {
  portal = await setUpConcerns();
});
afterEach(() => portal.close());

describe('telling what one saw', () => {
  it('reaches the leads of the pupil’s school with nothing filled in at all', async () => {
    const { statusCode, body } = await portal.tell({});
    expect(statusCode).toBe(200);
    expect(body).toContain('Thank you for telling us');
    const { incident, report } = await portal.only();
    expect(incident).toMatchObject({ person: 'alice', school: 'north', theme: 'disclosure', severity: 'warning', status: 'new' });
    expect(report).toEqual({ by: 'alice', calledBy: '', role: 'pupil', words: '', place: '', about: 'nobody', name: '' });
    expect(await portal.told()).toEqual(['deputy@north.example', 'dsl@north.example']);
    expect(await portal.requests()).toEqual([]);
  });

  it('keeps words, theme, name and danger as they were given', async () => {
    await portal.tell({ words: 'line one\r\nline two', theme: 'self-harm-suicide', about: 'pupil', name: 'Ben', severity: 'danger' });
    const { incident, report } = await portal.only();
    expect(incident).toMatchObject({ person: 'alice', theme: 'self-harm-suicide', severity: 'danger' });
    expect(report).toMatchObject({ words: 'line one\nline two', about: 'pupil', name: 'Ben' });
  });

  it('is possible without being known, and says so', async () => {
    const { body } = await portal.get('/concern', UNKNOWN_IP);
    expect(body).toContain('your name does not go with it');
    expect((await portal.tell({ words: 'x', ownName: 'Zoe', school: 'south' }, UNKNOWN_IP)).statusCode).toBe(200);
    const { incident, report } = await portal.only();
    expect(incident).toMatchObject({ person: null, clientIp: UNKNOWN_IP, school: 'south' });
    expect(report).toMatchObject({ by: null, calledBy: 'Zoe' });
    expect(await portal.told()).toEqual(['dsl@south.example']);
  });

  it('goes to the trust when nobody knows the school', async () => {
    await portal.tell({ words: 'x', school: 'elsewhere' }, UNKNOWN_IP);
    expect(await portal.told()).toEqual(['trust@trust.example']);
  });

  it('never asks a pupil for more than a warning’s worth of attention, whatever is sent', async () => {
    for (const severity of ['advisory', 'none', '']) await portal.tell({ words: severity, severity, theme: 'malware' });
    expect((await portal.incidents()).map(({ severity, theme }) => `${severity} ${theme}`)).toEqual(Array(3).fill('warning disclosure'));
  });

  it('is an incident of its own each time, also beside one of the same person and theme', async () => {
    await portal.tell({ words: 'one' });
    await portal.tell({ words: 'two' });
    expect(await portal.incidents()).toHaveLength(2);
    expect(await portal.told()).toHaveLength(4);
  });

  it('is one report however often the same form is sent, and another when its words were changed', async () => {
    const token = await portal.open();
    const answers = await Promise.all(Array.from({ length: 4 }, () => portal.post({ token, words: 'one' })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(await portal.incidents()).toHaveLength(1);
    expect(await portal.told()).toHaveLength(2);
    await portal.post({ token, words: 'one, and more' });
    expect(await portal.incidents()).toHaveLength(2);
  });

  it.each([
    ['without a token', async () => ''],
    ['with a made-up token', async () => 'YQ.YQ'],
    ['with a token from another address', () => portal.open(BOB_IP)],
  ])('files nothing %s, and keeps what was written', async (_what, token) => {
    const { statusCode, body } = await portal.post({ token: await token(), words: 'my words <b>' });
    expect(statusCode).toBe(403);
    expect(body).toContain('my words &lt;b&gt;');
    expect(body).toContain('once more');
    expect(await portal.incidents()).toEqual([]);
    expect((await portal.post({ token: tokenIn(body), words: 'my words <b>' })).statusCode).toBe(200);
    expect((await portal.only()).report?.words).toBe('my words <b>');
  });

  it('keeps what was written when the form has run out, or somebody else sits there now', async () => {
    const token = await portal.open();
    portal.time.now += 4 * 3_600_000;
    expect((await portal.post({ token, words: 'late' })).body).toContain('late</textarea>');
    const other = await portal.open();
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'bob'));
    expect((await portal.post({ token: other, words: 'mine' })).statusCode).toBe(403);
    expect(await portal.incidents()).toEqual([]);
  });

  it('says that it was NOT sent when it cannot be stored, with the words still there', async () => {
    const token = await portal.open();
    const { incidents: store } = portal.stores;
    const kept = store.store;
    // Stored after all, and the database's last word was lost.
    store.store = async (...given) => {
      await kept.apply(store, given);
      throw new Error('disk full: secret words');
    };
    const { statusCode, body } = await portal.post({ token, words: 'my words' });
    store.store = kept;
    expect(statusCode).toBe(503);
    expect(body).toContain('This was NOT sent');
    expect(body).toContain('my words</textarea>');
    expect(portal.logged.join('')).not.toMatch(/words|alice/);
    expect((await portal.post({ token: tokenIn(body), words: 'my words' })).statusCode).toBe(200);
    expect(await portal.incidents()).toHaveLength(1);
  });

  it('does not bury the school: over ten an hour it says that nothing was sent and to talk to an adult, once in the audit log', async () => {
    for (let i = 0; i < 9; i++) expect((await portal.tell({ words: `${i}` })).statusCode).toBe(200);
    const last = await portal.open();
    portal.time.now += 1;
    const { statusCode: tenth } = await portal.post({ token: last, words: 'ten' });
    // Sent once more it is still the tenth.
    expect([tenth, (await portal.post({ token: last, words: 'ten' })).statusCode]).toEqual([200, 200]);
    for (let i = 0; i < 2; i++) {
      const { statusCode, body } = await portal.tell({ words: 'eleven' });
      expect(statusCode).toBe(429);
      expect(body).toContain('Please talk to an adult now');
      expect(body).toContain('eleven</textarea>');
    }
    expect(await portal.incidents()).toHaveLength(10);
    const over = (await portal.stores.audit.list({ limit: 99 })).filter(({ action }) => action === 'concern.over-limit');
    expect(over).toHaveLength(1);
    expect((await portal.tell({ words: 'bob' }, BOB_IP)).statusCode).toBe(200);
    portal.time.now += 3_600_000;
    expect((await portal.tell({ words: 'later' })).statusCode).toBe(200);
  });

  it('lets no flood through at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 14 }, () => portal.open()));
    const answers = await Promise.all(tokens.map((token) => portal.post({ token, words: token })));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(10);
    expect(await portal.incidents()).toHaveLength(10);
  });

  it('takes hostile and overlong words as words', async () => {
    const words = `<script>alert(1)</script>\u0000\u001b[2J\u202E${'😀'.repeat(5_000)}`;
    expect((await portal.tell({ words, name: 'a\r\nBcc: x', theme: '__proto__', about: 'constructor' })).statusCode).toBe(200);
    const { report, incident } = await portal.only();
    expect(incident?.theme).toBe('disclosure');
    expect(report?.words).toMatch(/^<script>alert\(1\)<\/script>/);
    expect(report?.words.isWellFormed()).toBe(true);
    expect(report?.words.length).toBeLessThanOrEqual(2_000);
    expect(report).toMatchObject({ name: 'a Bcc: x', about: 'nobody' });
  });
});

describe('the way to the form', () => {
  it('stands on the portal’s pages', async () => {
    for (const page of ['/', '/blocks', '/help']) expect((await portal.get(page)).body).toContain('href="/concern"');
  });

  it('stores it for an alerts part that is not there: the outbox holds all of it', async () => {
    await portal.tell({});
    expect(await portal.stores.outbox.pending(epochMs(portal.time.now), 0, 9)).toHaveLength(2);
    expect(await portal.stores.incidents.cursor()).toBeUndefined();
  });
});
