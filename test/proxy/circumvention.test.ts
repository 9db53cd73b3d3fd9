import { describe, expect, it } from 'vitest';
import { isOtherSite } from '../../categoriser/circumvention.ts';
import { CircumventionSigns } from '../../proxy/circumvention.ts';
import { connectFacts, hostname } from '../support/policy-facts.ts';
import { allowed, blocked, fixtureCounters } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { until } from '../support/until.ts';

const { proxy, client } = closing();
const HOUR = 3_600_000;

describe('names of another site', () => {
  it.each([
    ['site.example', 'front.example', true],
    ['a.site.example', 'b.site.example', true],
    ['site.example', 'www.site.example', false],
    ['www.site.example', 'm.site.example', false],
    ['cdn.site.example', 'site.example', false],
    ['192.0.2.7', 'site.example', false],
    ['2001:db8::7', 'site.example', false],
  ])('CONNECT %s, SNI %s: %s', (asked, named, expected) => {
    expect(isOtherSite(hostname(asked), hostname(named))).toBe(expected);
  });
});

describe('what looks like a way round', () => {
  function signs() {
    let nowMs = 0;
    const counters = fixtureCounters();
    return { counters, signs: new CircumventionSigns(counters, () => nowMs), pass: (ms: number) => (nowMs += ms) };
  }
  const facts = connectFacts('site.example');

  it('is told of once in its time for each person, and counted each time', () => {
    const { signs: seen, counters, pass } = signs();
    const signal = (who = facts) => seen.seen('other-name', who, allowed()).signal;
    expect([signal(), signal(), signal(connectFacts('site.example', { username: 'other' }))]).toEqual(['advisory', 'none', 'advisory']);
    pass(HOUR);
    expect(signal()).toBe('advisory');
    expect(counters.circumventions('other-name').value).toBe(4);
    expect(seen.seen('other-name', facts, allowed())).toMatchObject({ signal: 'none', theme: null });
  });

  it('of what apps do all day is told of once a day', () => {
    const { signs: seen, pass } = signs();
    const told = [0, HOUR, 22 * HOUR, HOUR].map((ms) => {
      pass(ms);
      return seen.seen('bare-address', facts, allowed()).signal;
    });
    expect(told).toEqual(['advisory', 'none', 'none', 'advisory']);
  });

  it('is filed under circumvention, and changes neither a graver signal nor what is done', () => {
    const { signs: seen } = signs();
    expect(seen.seen('not-tls', facts, allowed())).toMatchObject({
      action: 'allow',
      theme: 'circumvention',
      categories: ['uncategorised'],
    });
    const grave = blocked({ signal: 'danger', theme: 'terrorism-extremism' });
    expect(seen.seen('fronting', facts, grave)).toBe(grave);
    const help = allowed({ recordPath: false });
    expect(seen.seen('fronting', facts, help)).toBe(help);
  });
});

describe('through the proxy', () => {
  it('signals a site on the internet asked for by its address, once, and nothing of the school’s own', async () => {
    const fixture = await proxy({ names: { '8.8.8.8': ['127.0.0.1'] } });
    for (const address of ['127.0.0.1:9', '8.8.8.8:9', '8.8.8.8:9']) {
      const browser = await client(fixture.port);
      browser.send(`GET http://${address}/ HTTP/1.1\r\nHost: ${address}\r\nConnection: close\r\n\r\n`);
      await browser.untilClosed();
    }
    const requests = () => fixture.records.all.filter(({ event }) => event === 'request');
    await until(() => requests().length === 3);
    expect(requests().map(({ signal, host }) => [signal, host])).toEqual([
      ['none', '127.0.0.1'],
      ['advisory', '8.8.8.8'],
      ['none', '8.8.8.8'],
    ]);
  });
});
