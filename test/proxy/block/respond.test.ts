import { hash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../../core/address.ts';
import type { Decision } from '../../../core/decision.ts';
import { decisionIdGenerator } from '../../../core/decision-id.ts';
import type { Identity } from '../../../core/identity.ts';
import { parseAbsoluteTarget, type Target } from '../../../core/target.ts';
import { epochMs } from '../../../core/units.ts';
import type { RefusalInput } from '../../../proxy/block/answer.ts';
import { createRefusals } from '../../../proxy/block/respond.ts';
import { createCoachTokens } from '../../../storage/coach-token.ts';
import { decisionOf } from '../../pages/gallery.ts';

const KEY = randomBytes(32);
const AT = epochMs(Date.UTC(2026, 5, 12, 8, 5));
const ID = decisionIdGenerator(1, 1)(AT);
const IP = '10.0.0.1' as IpAddress;
const ALICE: Identity = { username: 'alice', computer: 'PC', school: 'north', group: 'seniors', attribution: 'lease' };
const refusals = createRefusals({
  trustName: 'Example Trust',
  schools: [
    { id: 'north', name: 'North Academy', colour: '#7a1f3d' },
    { id: 'south', name: 'South & Sons' },
  ],
  portalUrl: 'http://filter.school.test:8081/',
  coachTokenKey: KEY,
});

function target(url: string): Target {
  const parsed = parseAbsoluteTarget(url);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

interface Asked extends Partial<Omit<RefusalInput, 'facts'>> {
  readonly url?: string;
  readonly method?: string;
  readonly kind?: 'request' | 'connect';
}

function refuse({ url = 'http://games.example/play?x=1', method = 'GET', kind = 'request', ...more }: Asked = {}) {
  const answer = refusals.renderRefusal({
    decision: decisionOf('category', 'games'),
    decisionId: ID,
    identity: ALICE,
    facts: { kind, method, target: target(url), clientIp: IP, at: AT },
    accept: undefined,
    fetchDest: undefined,
    ...more,
  });
  return { ...answer, text: answer.body.toString() };
}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const coached: Decision = decisionOf('category', 'forums', 'coach');

describe('a refusal', () => {
  it.each([
    // Accept, Sec-Fetch-Dest, content type
    [undefined, undefined, 'text/html; charset=utf-8'],
    ['*/*', undefined, 'text/html; charset=utf-8'],
    [BROWSER, 'document', 'text/html; charset=utf-8'],
    [BROWSER, 'iframe', 'text/html; charset=utf-8'],
    ['*/*', 'empty', 'text/html; charset=utf-8'],
    ['application/json', undefined, 'application/json'],
    ['application/json', 'empty', 'application/json'],
    ['application/json, text/plain, */*', 'empty', 'application/json'],
    ['application/problem+json', undefined, 'application/json'],
    ['text/html;q=0.5, application/json', undefined, 'application/json'],
    ['text/html, application/json', undefined, 'text/html; charset=utf-8'],
    ['text/html, application/json;q=0.9', undefined, 'text/html; charset=utf-8'],
    ['application/json;q=0, */*', undefined, 'text/html; charset=utf-8'],
    ['application/json;q=nonsense', undefined, 'text/html; charset=utf-8'],
    ['application/json', 'document', 'text/html; charset=utf-8'],
    ['image/avif,image/webp,image/apng,*/*;q=0.8', undefined, undefined],
    ['image/avif,image/webp,image/apng,*/*;q=0.8', 'image', undefined],
    ['*/*', 'script', undefined],
    ['text/css,*/*;q=0.1', undefined, undefined],
    ['*/*', 'font', undefined],
    ['*/*', 'video', undefined],
    [BROWSER, 'from-the-future', 'text/html; charset=utf-8'],
    ['', undefined, 'text/html; charset=utf-8'],
    [';;,,q=1;', undefined, 'text/html; charset=utf-8'],
  ])('for Accept %j and Sec-Fetch-Dest %j is %s', (accept, fetchDest, contentType) => {
    const { status, headers, body } = refuse({ accept, fetchDest });
    expect(status).toBe(403);
    expect(headers['Content-Type']).toBe(contentType);
    expect(headers['Schoolgate-Decision']).toBe(ID);
    expect(headers['Cache-Control']).toBe('no-store');
    expect(headers['Content-Length']).toBe(String(body.length));
    expect(body.length > 0).toBe(contentType !== undefined);
  });

  it('says what, why, when, and under which reference, in the school’s name', () => {
    const { text } = refuse();
    for (const part of [
      'games.example',
      'leisure rather than lessons',
      '09:05 on Friday 12 June 2026',
      `${ID.slice(0, 4)}-${ID.slice(4, 8)}`,
      'North Academy',
      '#7a1f3d',
    ]) {
      expect(text).toContain(part);
    }
    expect(refuse({ identity: { ...ALICE, school: null } }).text).toContain('Example Trust');
    expect(refuse({ identity: { ...ALICE, school: 'south' } }).text).toContain('South &amp; Sons');
    expect(refuse({ identity: { ...ALICE, group: 'infants' } }).text).toContain('free time');
  });

  it('fills in afresh each time', () => {
    expect(refuse({ url: 'http://one.example/' }).text).toContain('one.example');
    const two = refuse({ url: 'http://two.example/', decisionId: decisionIdGenerator(2, 7)(AT) }).text;
    expect(two).toContain('two.example');
    expect(two).not.toContain('one.example');
  });

  it('lets its own style through its Content-Security-Policy, and nothing else', () => {
    for (const identity of [ALICE, { ...ALICE, school: 'south' }]) {
      const { headers, text } = refuse({ identity });
      const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
      expect(headers['Content-Security-Policy']).toBe(
        `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action http://filter.school.test:8081; base-uri 'none'; frame-ancestors 'none'`,
      );
      expect(headers['X-Content-Type-Options']).toBe('nosniff');
      expect(headers['Referrer-Policy']).toBe('no-referrer');
    }
  });

  it('has no body for HEAD, but the headers of a GET', () => {
    const head = refuse({ method: 'HEAD' });
    expect(head.body.length).toBe(0);
    expect(head.headers).toEqual(refuse().headers);
  });

  it('is short and plain for a CONNECT, and names no host', () => {
    const { status, headers, text } = refuse({ kind: 'connect', method: 'CONNECT', accept: 'application/json' });
    expect(status).toBe(403);
    expect(headers).toMatchObject({ 'Content-Type': 'text/plain; charset=utf-8', 'Schoolgate-Decision': ID });
    expect(text).toContain('http://filter.school.test:8081/blocks');
    expect(text).not.toContain('games.example');
    expect(text.length).toBeLessThan(300);
  });

  it('names the AI tools that may be used where another one is refused, and asks for that one as what it is', () => {
    const refused = { ...decisionOf('category', 'ai-tools'), instead: ['Copilot', 'Canva <AI>'] };
    const { text } = refuse({ decision: refused });
    expect(text).toContain('You may use: <strong><bdi>Copilot, Canva &lt;AI&gt;</bdi></strong>.');
    expect(text).toContain('Ask for this AI tool');
    expect(refuse({ decision: decisionOf('category', 'ai-tools') }).text).not.toContain('You may use');
    expect(refuse({ decision: { ...refused, action: 'coach' } }).text).toContain('You may use: <strong><bdi>Copilot, ');
    expect(JSON.parse(refuse({ decision: refused, accept: 'application/json' }).text).instead).toEqual(['Copilot', 'Canva <AI>']);
  });

  it('reminds of what does not belong in an approved AI tool, with one button for the day', () => {
    const { text } = refuse({ decision: decisionOf('group-allow', null, 'coach') });
    for (const part of ['Before you use this AI tool', 'Put nothing personal into it', 'I have read this: open it for today']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('60 minutes');
  });

  it('gives programs the same facts', () => {
    const problem = JSON.parse(refuse({ accept: 'application/json' }).text);
    expect(problem).toMatchObject({ status: 403, action: 'block', host: 'games.example', category: 'games', decision: ID });
    expect(problem.help[0]).toMatchObject({ name: 'Childline', phone: '0800 1111' });
    expect(JSON.stringify(problem)).not.toContain('alice');
  });

  it.each([undefined, 'application/json'])('never names a sealed site (Accept %s)', (accept) => {
    const { text, headers } = refuse({
      decision: { ...decisionOf('sealed', 'child-sexual-abuse'), sealedRef: 'sealed:l:00' },
      accept,
      url: 'http://secret.example/',
    });
    expect(text + JSON.stringify(headers)).not.toMatch(/secret|abuse|sealed|sexual/);
    expect(text).toContain('This page cannot be shown');
  });

  it('escapes a host made to look like markup', () => {
    const { text, headers } = refuse({ url: "http://a'onclick=x&b.example/", decision: coached });
    expect(text).toContain('<bdi>a&#39;onclick=x&amp;b.example</bdi>');
    expect(headers['Content-Security-Policy']).toContain('form-action http://filter.school.test:8081;');
  });
});

describe('asking for the site', () => {
  const tokenOf = (text: string) => /name="token" value="([^"]+)"/.exec(text)?.[1];

  it('is offered by a form bound to decision, client, person and host, good for nothing else', () => {
    const { text, headers } = refuse();
    expect(text).toContain('action="http://filter.school.test:8081/ask"');
    const grant = { decisionId: ID, clientIp: IP, username: 'alice', host: 'games.example', expiresAt: AT + 15 * 60_000 };
    expect(createCoachTokens(KEY, 'ask').verify(tokenOf(text) ?? '', AT)).toEqual({ ok: true, value: grant });
    expect(createCoachTokens(KEY).verify(tokenOf(text) ?? '', AT).ok).toBe(false);
    expect(headers['Content-Security-Policy']).toContain('form-action http://filter.school.test:8081;');
  });

  it.each([
    ['sealed', { decision: { ...decisionOf('sealed', 'child-sexual-abuse'), sealedRef: 'sealed:l:00' } }],
    ['locked', { decision: decisionOf('locked', 'extremism') }],
    ['also locked', { decision: { ...decisionOf('group-block', 'games'), categories: ['games', 'terrorism'] as const } }],
    ['refused to a suspended person', { decision: decisionOf('suspension', null) }],
    ['refused in an exam', { decision: decisionOf('exam', 'games') }],
    ['refused for what was searched', { decision: decisionOf('search-term', 'gambling') }],
    ['not a matter of policy', { decision: decisionOf('address-gate', null) }],
    ['refused while no policy is loaded', { decision: decisionOf('policy-unavailable', null) }],
    ['asked for by nobody known', { identity: { ...ALICE, username: null } }],
    ['asked for by a young child', { identity: { ...ALICE, group: 'juniors' as const } }],
    ['in a frame', { fetchDest: 'iframe' }],
  ])('is not offered for a site that is %s', (_what, more) => {
    const { text, headers } = refuse(more);
    expect(text).not.toContain('<form');
    expect(headers['Content-Security-Policy']).toContain("form-action 'none'");
  });
});

describe('a coach page', () => {
  const tokenOf = (text: string) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const backOf = (text: string) => /name="back" value="([^"]+)"/.exec(text)?.[1];

  it('has a way on bound to decision, client, person and host for fifteen minutes', () => {
    const { text, headers } = refuse({ decision: coached, url: 'http://forum.example/topic?id=1&page=2' });
    const grant = { decisionId: ID, clientIp: IP, username: 'alice', host: 'forum.example', expiresAt: AT + 15 * 60_000 };
    expect(createCoachTokens(KEY).verify(tokenOf(text), AT)).toEqual({ ok: true, value: grant });
    expect(text).toContain('action="http://filter.school.test:8081/coach"');
    expect(backOf(text)).toBe('http://forum.example/topic?id=1&amp;page=2');
    expect(headers['Content-Security-Policy']).toContain(
      'form-action http://forum.example https://forum.example http://filter.school.test:8081;',
    );
    expect(headers['Content-Security-Policy']).toContain("frame-ancestors 'none'");
  });

  it.each([
    ['POST', 'http://forum.example/reply', 'http://forum.example/'],
    ['GET', 'ws://forum.example:8080/live', 'http://forum.example:8080/live'],
    ['GET', 'https://forum.example/x', 'https://forum.example/x'],
    ['GET', `http://forum.example/${'p'.repeat(2_000)}`, 'http://forum.example/'],
    ['GET', 'http://forum.example/caf\u00e9', 'http://forum.example/'],
    ['GET', 'http://[2001:db8::1]:81/x', 'http://[2001:db8::1]:81/x'],
  ])('comes back after %s %s to %s', (method, url, back) => {
    expect(backOf(refuse({ decision: coached, method, url }).text)).toBe(back);
  });

  it('has no way on for somebody unknown', () => {
    const { text, headers } = refuse({ decision: coached, identity: { ...ALICE, username: null } });
    expect(text).not.toContain('<form');
    expect(headers['Content-Security-Policy']).toContain("form-action 'none'");
  });
});

describe('a failure', () => {
  const fail = (more: Partial<Parameters<typeof refusals.renderFailure>[0]> = {}) => {
    const input = {
      status: 502,
      label: 'upstream-refused',
      reason: 'The site <refused> the connection.',
      decisionId: ID,
      accept: BROWSER,
      fetchDest: undefined,
    };
    const answer = refusals.renderFailure({ ...input, ...more });
    return { ...answer, text: answer.body.toString() };
  };

  it.each([
    [400, 'could not be understood'],
    [407, 'Please sign in'],
    [408, 'too long'],
    [413, 'too large'],
    [431, 'too much'],
    [502, 'could not be reached'],
    [503, 'Too busy'],
    [504, 'too long to answer'],
    [508, 'circle'],
  ])('%s says %s, with the decision’s id and time', (status, words) => {
    const { headers, text, ...answer } = fail({ status });
    expect(answer.status).toBe(status);
    expect(headers['Schoolgate-Decision']).toBe(ID);
    expect(text).toContain(words);
    expect(text).toContain('The site &lt;refused&gt; the connection.');
    expect(text).toContain('09:05 on Friday 12 June 2026');
  });

  it('asks for credentials in UTF-8 where told to', () => {
    expect(fail().headers['Proxy-Authenticate']).toBeUndefined();
    expect(fail({ status: 407, proxyAuthenticate: true }).headers['Proxy-Authenticate']).toBe(
      'Basic realm="Example Trust", charset="UTF-8"',
    );
    const odd = createRefusals({ trustName: 'Ysgol "Y\\Bont"\r\nÉvil: 1', schools: [], portalUrl: 'http://p.test', coachTokenKey: KEY });
    const { headers } = odd.renderFailure({
      status: 407,
      label: 'x',
      reason: 'y',
      decisionId: ID,
      accept: undefined,
      fetchDest: undefined,
      proxyAuthenticate: true,
    });
    expect(headers['Proxy-Authenticate']).toBe('Basic realm="Ysgol YBontEvil: 1", charset="UTF-8"');
  });

  it('is JSON for programs and empty for parts of a page', () => {
    expect(JSON.parse(fail({ accept: 'application/json' }).text)).toMatchObject({ status: 502, code: 'upstream-refused', decision: ID });
    expect(fail({ fetchDest: 'image' }).text).toBe('');
  });
});
