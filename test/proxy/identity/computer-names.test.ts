import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../../core/address.ts';
import { epochMs } from '../../../core/units.ts';
import { createComputerNames } from '../../../proxy/identity/computer-names.ts';
import { ip } from './live-policy-stub.ts';

const PC = ip('10.0.0.1');

function setUp(reverse: (ip: string) => Promise<readonly string[]>) {
  const time = { now: 1_000_000 };
  let queries = 0;
  let lookedUp: (ip: IpAddress) => void = () => {};
  const names = createComputerNames({
    clock: () => epochMs(time.now),
    reverse: (address) => {
      queries++;
      return reverse(address);
    },
    onLookedUp: (address) => lookedUp(address),
  });
  const nameOf = (address = PC) => names.nameOf(address, epochMs(time.now));
  const nextLookUp = () =>
    new Promise<void>((resolve) => {
      lookedUp = () => resolve();
    });
  /** Asks, waits for the look-up this causes, and asks again. */
  const nameAfterLookUp = async () => {
    const ended = nextLookUp();
    nameOf();
    await ended;
    return nameOf();
  };
  return { nameOf, nextLookUp, nameAfterLookUp, time, queries: () => queries };
}

const noName = () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
const noServer = () => Promise.reject(Object.assign(new Error('away'), { code: 'ETIMEOUT' }));

describe('computer names', () => {
  it('has none for the first request and the name for later ones', async () => {
    let answer: (names: string[]) => void = () => {};
    const { nameOf, nextLookUp, queries } = setUp(() => new Promise((resolve) => (answer = resolve)));
    expect(nameOf()).toBeNull();
    expect(nameOf()).toBeNull();
    expect(queries()).toBe(1);
    const ended = nextLookUp();
    answer(['PC12.School.Test.']);
    await ended;
    expect(nameOf()).toBe('pc12.school.test');
  });

  it('asks again before the name runs out, and drops it after ten minutes', async () => {
    const { nameOf, nextLookUp, nameAfterLookUp, time, queries } = setUp(async () => ['pc12.school.test']);
    await nameAfterLookUp();
    time.now += 299_000;
    expect(nameOf()).toBe('pc12.school.test');
    expect(queries()).toBe(1);
    time.now += 2_000;
    const refreshed = nextLookUp();
    expect(nameOf()).toBe('pc12.school.test');
    expect(queries()).toBe(2);
    await refreshed;
    time.now += 599_000;
    expect(nameOf()).toBe('pc12.school.test');
    time.now += 3_600_000;
    expect(nameOf()).toBeNull();
  });

  it.each([
    [['a b'], null],
    [['<script>'], null],
    [[], null],
    [['-', '_', 'ok.test'], '-'],
  ] as const)('takes over only a host name: %j', async (answer, name) => {
    const { nameAfterLookUp } = setUp(async () => answer);
    expect(await nameAfterLookUp()).toBe(name);
  });

  it('does not ask again for five minutes when there is no name', async () => {
    const { nameOf, nameAfterLookUp, time, queries } = setUp(noName);
    expect(await nameAfterLookUp()).toBeNull();
    time.now += 299_000;
    nameOf();
    expect(queries()).toBe(1);
    time.now += 2_000;
    nameOf();
    expect(queries()).toBe(2);
  });

  it('keeps a known name while the server is away', async () => {
    let away = false;
    const { nameOf, nameAfterLookUp, time } = setUp(async () => (away ? noServer() : ['pc12.school.test']));
    await nameAfterLookUp();
    away = true;
    time.now += 400_000;
    expect(await nameAfterLookUp()).toBe('pc12.school.test');
    time.now += 300_000;
    expect(nameOf()).toBeNull();
  });

  it('bounds the queries under way', () => {
    const { nameOf, queries } = setUp(() => new Promise(() => {}));
    for (let i = 0; i < 100; i++) nameOf(ip(`10.0.1.${i}`));
    expect(queries()).toBe(16);
  });
});
