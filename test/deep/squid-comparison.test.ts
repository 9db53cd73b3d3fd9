import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningProxy } from '../../bench/peers/peer.ts';
import { findProgram } from '../../bench/support/processes.ts';
import { summaryOf } from '../support/exchange-summary.ts';
import { play } from '../support/http-exchange.ts';
import { allowed, blocked, type ProxyFixture, startProxy } from '../support/proxy-fixture.ts';
import { HTTP_VECTORS } from '../vectors/http/vectors.ts';
import { startSquid } from './squid.ts';

const program = findProgram('squid');
if (program === undefined) console.log('Squid is not installed: nothing to compare with.');

/** Nothing tells when Squid is done with an exchange; on loopback this is long. */
const QUIET_MS = 300;
const PAGE = readFileSync(new URL('../../docs/http-differences.md', import.meta.url), 'utf8');
/** The rows of the table: vector, ours, Squid's, why. */
const EXPLAINED = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && line.includes(' → '))
  .map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('&#124;', '|').trim()),
  );

describe.skipIf(program === undefined)('the same bytes sent to Squid', () => {
  let squid: RunningProxy;
  let ours: ProxyFixture;

  beforeAll(async () => {
    squid = await startSquid(program ?? '');
    ours = await startProxy({
      connectPorts: Array.from({ length: 65_535 }, (_, i) => i + 1),
      policy: (facts) => (facts.target.hostname === 'blocked.test' ? blocked() : allowed()),
    });
  });
  afterAll(async () => {
    await ours?.close();
    await squid?.stop();
  });

  it('have the same outcome, or the difference is explained', async () => {
    const found: string[] = [];
    for (const vector of Object.values(HTTP_VECTORS).flat()) {
      const here = summaryOf(
        vector,
        await play(
          vector,
          () => ours.port,
          (text) => text === vector.answer,
          QUIET_MS,
        ),
      );
      const there = summaryOf(
        vector,
        await play(
          vector,
          () => squid.port,
          () => false,
          QUIET_MS,
        ),
      );
      if (here !== there) found.push([vector.name, here, there].join(' | '));
    }
    expect(found).toEqual(EXPLAINED.map(([name, here, there]) => [name, here, there].join(' | ')));
    for (const [name, , , why] of EXPLAINED) expect(why, name).toMatch(/\w/);
  });
});
