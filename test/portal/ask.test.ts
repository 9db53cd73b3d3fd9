import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hostname } from '../../core/hostname.ts';
import { epochMs } from '../../core/units.ts';
import { createCoachTokens } from '../../storage/coach-token.ts';
import { ip, lease } from '../proxy/identity/live-policy-stub.ts';
import { ALICE_IP, askTokenOf, BOB_IP, grantOf, ID, NOW, record, setUpPortal, tokenOf, UNKNOWN_IP } from './set-up.ts';

type Portal = Awaited<ReturnType<typeof setUpPortal>>;
let portal: Portal;
beforeEach(async () => {
  portal = await setUpPortal();
});
afterEach(() => portal.close());

const ask = (form: Record<string, string>, address = ALICE_IP) => portal.press(form, address, '/ask');
const requests = () => portal.stores.requests.list({ limit: 100 });
const host = (name: string) => ({ host: name as Hostname });

describe('ask for this site', () => {
  it('makes a request with URL, category, rule, group, person, school and reference, and thanks', async () => {
    portal.records.push(record({ url: 'https://games.example/chess' }));
    const { statusCode, body } = await ask({ token: askTokenOf(), why: ' for\r\nchess club ' });
    expect(statusCode).toBe(200);
    expect(body).toContain('IT has been asked');
    expect(body).toContain('<bdi>games.example</bdi>');
    expect(await requests()).toMatchObject([
      {
        kind: 'unblock',
        url: 'https://games.example/chess',
        host: 'games.example',
        reason: 'for chess club',
        requestedBy: 'alice',
        filedBy: 'user:alice',
        email: null,
        school: 'north',
        group: 'seniors',
        decisionId: ID,
        status: 'open',
        explanation: { action: 'block', rule: 'category', category: 'games', identity: { username: 'alice', group: 'seniors' } },
      },
    ]);
    expect((await portal.stores.audit.list({ limit: 10 })).at(-1)).toMatchObject({
      actor: 'user:alice',
      action: 'request.file',
      outcome: 'done',
    });
  });

  it('needs neither a record nor words, nor a lease', async () => {
    expect((await ask({ token: askTokenOf({ clientIp: ip(UNKNOWN_IP) }) }, UNKNOWN_IP)).statusCode).toBe(200);
    expect(await requests()).toMatchObject([
      { url: 'https://games.example/', requestedBy: 'alice', reason: expect.stringContaining('block page') },
    ]);
  });

  it('takes one request for a person and site, however often it is pressed', async () => {
    const pressed = await Promise.all(Array.from({ length: 5 }, () => ask({ token: askTokenOf() })));
    expect(pressed.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(pressed.filter(({ body }) => body.includes('You have asked already'))).toHaveLength(4);
    expect(await requests()).toHaveLength(1);
  });

  it('takes five an hour', async () => {
    for (let i = 0; i < 5; i++) expect((await ask({ token: askTokenOf(host(`site${i}.example`)) })).statusCode).toBe(200);
    expect((await ask({ token: askTokenOf() })).statusCode).toBe(429);
    portal.time.now += 3_600_000;
    expect((await ask({ token: askTokenOf({ expiresAt: epochMs(portal.time.now + 1) }) })).statusCode).toBe(200);
    expect(await requests()).toHaveLength(6);
  });

  it.each([
    ['no token', () => ({}), 'does not work'],
    ['a made-up token', () => ({ token: 'YQ.YQ' }), 'does not work'],
    ['a changed token', () => ({ token: `${askTokenOf().slice(0, -2)}AA` }), 'does not work'],
    ['a token for a way on', () => ({ token: tokenOf() }), 'does not work'],
    ['a token of another key', () => ({ token: createCoachTokens(Buffer.alloc(32), 'ask').sign(grantOf()) }), 'does not work'],
    ['a token run out', () => ({ token: askTokenOf({ expiresAt: epochMs(NOW - 1) }) }), 'has run out'],
    ['a token of another address', () => ({ token: askTokenOf({ clientIp: ip(BOB_IP) }) }), 'not for you'],
    ['a token of another person', () => ({ token: askTokenOf({ username: 'bob' }) }), 'not for you'],
    ['a token of nobody', () => ({ token: askTokenOf({ username: null }) }), 'not for you'],
    ['a site that is locked by now', () => ({ token: askTokenOf(host('extreme.example')) }), 'closed to everybody'],
  ])('refuses %s', async (_what, form: () => Record<string, string>, words) => {
    const { statusCode, body } = await ask(form());
    expect(statusCode).toBe(403);
    expect(body).toContain(words);
    expect(await requests()).toEqual([]);
  });

  it('opens nothing: its token is no way on', async () => {
    expect((await portal.press({ token: askTokenOf() })).statusCode).toBe(403);
    await ask({ token: askTokenOf() });
    expect(await portal.stores.overrides.list(NOW)).toEqual([]);
  });

  it('refuses once somebody else sits at the address', async () => {
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'bob'));
    expect((await ask({ token: askTokenOf() })).statusCode).toBe(403);
  });

  it('keeps hostile words as words, and logs none of them', async () => {
    const why = `<script>alert(1)</script>\u0000\u001b[2J\ud800${'x'.repeat(500)}`;
    expect((await ask({ token: askTokenOf(), why })).statusCode).toBe(200);
    const [request] = await requests();
    expect(request?.reason).toMatch(/^<script>alert\(1\)<\/script> \[2J.x+$/u);
    expect(request?.reason.length).toBeLessThanOrEqual(200);
    expect(portal.logged.join('')).not.toMatch(/alice|games|script/);
  });
});

describe('my recent blocks', () => {
  it('offers to ask for what may be asked for, and nothing else', async () => {
    portal.records.push(
      record(),
      record({ host: 'extreme.example', categories: ['extremism'], rule: 'locked' }),
      record({ host: 'chess.example', rule: 'exam' }),
      record({ host: 'sealed:l:00ff', url: 'sealed:l:00ff', categories: ['child-sexual-abuse'], rule: 'sealed' }),
    );
    const { body } = await portal.get('/blocks');
    expect(body.match(/action="\/ask"/g)).toHaveLength(1);
    const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '';
    expect((await ask({ token })).body).toContain('IT has been asked');
  });

  it('tells the requester what became of it, and nobody else', async () => {
    await ask({ token: askTokenOf() });
    expect((await portal.get('/blocks')).body).toContain('IT has been asked and has not answered yet');
    const [request] = await requests();
    const decided = { decidedAt: NOW, decidedBy: 'token:it', decisionReason: 'Use <chess.example>.', effectId: null };
    await portal.stores.requests.decide(
      request?.id ?? '',
      1,
      { status: 'declined', approvals: [], proposal: null, ...decided },
      { kind: 'none' },
    );
    expect((await portal.get('/blocks')).body).toContain('No. Use &lt;chess.example&gt;.');
    expect((await portal.get('/blocks', BOB_IP)).body).not.toContain('chess.example');
  });
});
