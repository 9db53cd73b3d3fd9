import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hostname } from '../../core/hostname.ts';
import { epochMs } from '../../core/units.ts';
import { createCoachTokens } from '../../storage/coach-token.ts';
import { ip, lease } from '../proxy/identity/live-policy-stub.ts';
import { ALICE_IP, BOB_IP, grantOf, ID, KEY, NOW, record, setUpPortal, tokenOf, UNKNOWN_IP } from './set-up.ts';

type Portal = Awaited<ReturnType<typeof setUpPortal>>;
let portal: Portal;
beforeEach(async () => {
  portal = await setUpPortal();
});
afterEach(() => portal.close());

describe('the first page', () => {
  it('says who sits here by the lease, in the person’s own spelling and band', async () => {
    const { body } = await portal.get('/');
    for (const part of ['<bdi>alice</bdi>', 'PC-12', 'Seniors', 'North &lt;Academy&gt;', 'What is recorded', '0800 1111'])
      expect(body).toContain(part);
    expect((await portal.get('/', BOB_IP)).body).toContain('class="easy"');
    expect((await portal.get('/', `::ffff:${ALICE_IP}`)).body).toContain('<bdi>alice</bdi>');
  });

  it('is general where no lease is, or none any more', async () => {
    expect((await portal.get('/', UNKNOWN_IP)).body).toContain('does not know who is using this device');
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'alice', { expiresAt: NOW - 1 }));
    expect((await portal.get('/')).body).not.toContain('alice');
  });

  it('tells of changes of the filtering those whom they concern, and is there without the database', async () => {
    const text = 'Games are <closed> in lessons.';
    await portal.stores.announcements.add({
      ...{ id: 'a1', text, groups: ['seniors'], emergency: false, policyVersion: 'p', by: 'user:h' },
      ...{ effectiveAt: NOW, createdAt: NOW - 1, until: NOW + 1 },
    });
    const told = 'Games are &lt;closed&gt; in lessons. <small>From 09:05 on Friday 12 June 2026 on.</small>';
    expect((await portal.get('/')).body).toContain(told);
    expect((await portal.get('/', BOB_IP)).body).not.toContain('Games are');
    portal.stores.announcements.shown = () => Promise.reject(new Error('away'));
    const { statusCode, body } = await portal.get('/');
    expect([statusCode, body.includes('What is recorded')]).toEqual([200, true]);
  });
});

it('says to anybody what is filtered for whom, and why', async () => {
  const { statusCode, body } = await portal.get('/policy/rationale', UNKNOWN_IP);
  expect(statusCode).toBe(200);
  const told = (title: string) => new RegExp(`<h2>${title}</h2><p>([^<]*)</p><p class="note">([^<]*)</p>`).exec(body)?.slice(1);
  expect(told('Gambling')).toEqual([expect.stringContaining('Betting'), 'Closed to everybody.']);
  expect(told('Games')?.[1]).toBe('Closed to infants, juniors, seniors, guests, not identified. Asks first: sixth form.');
  expect(told('Child sexual abuse')?.[1]).toBe('Closed to everybody, always.');
  expect(told('Fraud and scams')?.[1]).toBe('The safeguarding lead may be told.');
  expect(told('Suicide')?.[0]).toContain('Help is in “Support and helplines”.');
  expect(told('Religion')?.[1]).toBe('Open to everybody.');
  expect((await portal.get('/')).body).toContain('href="/policy/rationale"');
});

it('staff alone read on the first page that private use is counted, from the day they were told', async () => {
  const text = 'We count <private> use.';
  for (const [from, group, isTold] of [
    ['2026-06-12', 'staff', true],
    ['2026-06-13', 'staff', false],
    ['2026-06-12', 'seniors', false],
  ] as const) {
    const counting = { enabled: true, minutesAWeek: {}, workTime: [], keepWeeks: 1, notice: { text, from, dpia: 'd' } };
    const other = await setUpPortal({ personalUseReport: counting });
    other.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'alice', { group }));
    expect((await other.get('/')).body.includes('We count &lt;private&gt; use.')).toBe(isTold);
    await other.close();
  }
});

describe('my recent blocks', () => {
  it('shows each of the person’s own sites once, with why and when', async () => {
    portal.records.push(
      record(),
      record({ time: new Date(NOW - 60_000).toISOString() }),
      record({ host: 'casino.example', categories: ['news', 'gambling'] }),
    );
    const { body } = await portal.get('/blocks');
    expect(body.match(/<h2><bdi>games\.example<\/bdi>/g)).toHaveLength(1);
    expect(body).toContain('gambling, which is not allowed under 18');
    expect(body).toContain('09:04 · reference K7Q2-0M5V-9TBD-3XWA');
    expect(body).not.toContain('/coach');
  });

  it.each([
    ['of somebody else', { username: 'bob' }],
    ['of nobody', { username: null }],
    ['from another address', { clientIp: BOB_IP }],
    ['that was allowed', { action: 'allow' as const }],
  ])('never shows a record %s, whatever the source hands over', async (_what, more) => {
    portal.records.push(record(more));
    expect((await portal.get('/blocks')).body).not.toContain('games.example');
    expect((await portal.get('/blocks')).body).toContain('Nothing was blocked');
  });

  it('shows nothing without a lease, and nothing of the one before', async () => {
    portal.records.push(record());
    expect((await portal.get('/blocks', UNKNOWN_IP)).body).not.toContain('games.example');
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'carol'));
    expect((await portal.get('/blocks')).body).not.toContain('games.example');
  });

  it('says of a sealed page that it cannot be shown, and no more', async () => {
    portal.records.push(record({ host: 'sealed:list:00ff', url: 'sealed:list:00ff', categories: ['child-sexual-abuse'], rule: 'sealed' }));
    const { body } = await portal.get('/blocks');
    expect(body).toContain('A page that cannot be shown');
    expect(body).not.toMatch(/sealed|00ff|abuse/);
  });

  it('offers the way on for a coached site, and says when it is open', async () => {
    portal.records.push(record({ action: 'coach', host: 'www.forum.example', categories: ['forums'] }));
    const { body } = await portal.get('/blocks');
    const token = /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const grant = { decisionId: ID, clientIp: ALICE_IP, username: 'alice', host: 'www.forum.example', expiresAt: NOW + 15 * 60_000 };
    expect(createCoachTokens(KEY).verify(token, NOW)).toEqual({ ok: true, value: grant });
    expect((await portal.press({ token })).body).toContain('until 10:05');
    const after = (await portal.get('/blocks')).body;
    expect(after).toContain('Open for you until 10:05');
    expect(after).not.toContain('<form');
  });
});

describe('the way on', () => {
  const overrides = () => portal.stores.overrides.list(NOW);
  const audited = async () => (await portal.stores.audit.list({ limit: 10 })).filter(({ action }) => action === 'coach.open');

  it('opens the site for that person for an hour, writes it down, and leads back', async () => {
    const { statusCode, headers } = await portal.press({ token: tokenOf(), back: 'http://www.forum.example/topic?id=1' });
    expect(statusCode).toBe(303);
    expect(headers['location']).toBe('http://www.forum.example/topic?id=1');
    expect(await overrides()).toEqual([
      expect.objectContaining({
        id: `coach-${ID}`,
        kind: 'coach',
        scope: { kind: 'person', id: 'alice' },
        hosts: ['forum.example'],
        from: NOW,
        until: NOW + 3_600_000,
        grantedBy: 'alice',
      }),
    ]);
    expect(await audited()).toEqual([
      expect.objectContaining({
        actor: 'user:alice',
        subject: 'www.forum.example',
        outcome: 'done',
        detail: expect.objectContaining({ decision: ID }),
      }),
    ]);
    expect((await portal.stores.revisions()).overrides).toBeGreaterThan(0);
  });

  it('announces the change, and waits for the workers that run', async () => {
    const announced: [string, number][] = [];
    portal.bus.onAnnounced((topic, revision) => announced.push([topic, revision]));
    await portal.press({ token: tokenOf() });
    expect(announced).toEqual([['overrides', (await portal.stores.revisions()).overrides]]);
  });

  it.each([
    'https://evil.example/',
    'http://www.forum.example@evil.example/',
    'http://user:pass@www.forum.example/',
    'http://forum.example/',
    'javascript:alert(1)',
    'ftp://www.forum.example/',
    '//www.forum.example/',
    '/x',
    '',
    'http://www.forum.example.evil.example/',
  ])('never leads to %j', async (back) => {
    const { statusCode, headers, body } = await portal.press({ token: tokenOf(), back });
    expect(statusCode).toBe(200);
    expect(headers['location']).toBeUndefined();
    expect(body).toContain('href="https://www.forum.example/"');
  });

  it.each([
    ['no token', () => ({}), 'does not work'],
    ['a made-up token', () => ({ token: 'YQ.YQ' }), 'does not work'],
    ['a changed token', () => ({ token: `${tokenOf().slice(0, -2)}AA` }), 'does not work'],
    ['a token of another key', () => ({ token: createCoachTokens(Buffer.alloc(32)).sign(grantOf()) }), 'does not work'],
    ['a token run out', () => ({ token: tokenOf({ expiresAt: epochMs(NOW - 1) }) }), 'has run out'],
    ['a token of another address', () => ({ token: tokenOf({ clientIp: ip(BOB_IP) }) }), 'not for you'],
    ['a token of another person', () => ({ token: tokenOf({ username: 'bob' }) }), 'not for you'],
    ['a token of nobody', () => ({ token: tokenOf({ username: null }) }), 'not for you'],
  ])('refuses %s', async (_what, form: () => Record<string, string>, words) => {
    const { statusCode, body } = await portal.press({ back: 'http://www.forum.example/', ...form() });
    expect(statusCode).toBe(403);
    expect(body).toContain(words);
    expect(await overrides()).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  it('refuses a token once somebody else sits at the address, but not in another case of the name', async () => {
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'bob'));
    expect((await portal.press({ token: tokenOf() })).statusCode).toBe(403);
    portal.live.byIp.set(ip(ALICE_IP), lease(ALICE_IP, 'ALICE'));
    expect((await portal.press({ token: tokenOf() })).statusCode).toBe(200);
  });

  it('serves somebody known by password, where no lease is: the address has to do', async () => {
    expect((await portal.press({ token: tokenOf({ clientIp: ip(UNKNOWN_IP) }) }, UNKNOWN_IP)).statusCode).toBe(200);
    expect((await overrides())[0]?.scope).toEqual({ kind: 'person', id: 'alice' });
  });

  it('opens once however often it is pressed', async () => {
    const token = tokenOf();
    const pressed = await Promise.all(Array.from({ length: 5 }, () => portal.press({ token })));
    expect(pressed.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    await portal.press({ token });
    expect(await overrides()).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
  });

  it('stops at thirty sites at a time', async () => {
    for (let i = 0; i < 30; i++) {
      const decisionId = `K7Q20M5V9TBD3X${String(i).padStart(2, '0')}` as typeof ID;
      expect((await portal.press({ token: tokenOf({ decisionId, host: `site${i}.example` as Hostname }) })).statusCode).toBe(200);
    }
    expect((await portal.press({ token: tokenOf() })).statusCode).toBe(429);
  });

  it('opens also while the bus is away, and logs no person, site or address', async () => {
    portal.hub.reachable = false;
    expect((await portal.press({ token: tokenOf() })).statusCode).toBe(200);
    expect(await overrides()).toHaveLength(1);
    expect(portal.logged.join('')).toContain('could not be announced');
    expect(portal.logged.join('')).not.toMatch(/alice|forum|10\.0\.0/);
  });

  it('opens nothing that is not in the audit log', async () => {
    const append = portal.stores.audit.append;
    portal.stores.audit.append = async () => Promise.reject(new Error('disk full'));
    expect((await portal.press({ token: tokenOf() })).statusCode).toBe(500);
    expect(await overrides()).toEqual([]);
    portal.stores.audit.append = append;
    expect(portal.logged.join('')).not.toMatch(/alice|forum|10\.0\.0/);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/', 200],
    ['GET', '/blocks', 200],
    ['GET', '/help', 200],
    ['GET', '/healthz', 200],
    ['HEAD', '/', 200],
    ['GET', '/nowhere', 404],
    ['GET', '/coach', 404],
    ['POST', '/', 404],
    ['POST', '/coach', 403],
    ['GET', '/ask', 404],
    ['POST', '/ask', 403],
  ] as const)('%s %s is %s, kept by nobody and framed by nobody', async (method, url, status) => {
    const { statusCode, headers } = await portal.app.inject({ method, url, headers: { host: 'localhost:8081' }, remoteAddress: ALICE_IP });
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    if (url !== '/healthz')
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
  });

  it('refuses a large body and one that is no form', async () => {
    expect((await portal.press({ token: 'x'.repeat(9_000) })).statusCode).toBe(413);
    const json = {
      method: 'POST',
      url: '/coach',
      payload: '<a/>',
      headers: { host: '10.0.0.10', 'content-type': 'application/xml' },
    } as const;
    expect((await portal.app.inject({ ...json, remoteAddress: ALICE_IP })).statusCode).toBe(415);
  });

  it('is given only under a name of ours', async () => {
    for (const host of ['evil.example', '10.0.0.10.evil.example']) {
      const { statusCode, body } = await portal.get('/', ALICE_IP, { host });
      expect(statusCode).toBe(421);
      expect(body).not.toContain('alice');
    }
    const named = await setUpPortal({ portalUrl: 'http://filter.school.test:8081' });
    expect((await named.get('/', ALICE_IP, { host: 'Filter.School.test:8081' })).statusCode).toBe(200);
    expect((await named.get('/', ALICE_IP, { host: '[2001:db8::1]:8081' })).statusCode).toBe(200);
    expect((await named.get('/', ALICE_IP, { host: 'other.school.test' })).statusCode).toBe(421);
    await named.close();
  });
});
