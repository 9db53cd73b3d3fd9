import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../../core/address.ts';
import { suggestedBypasses } from '../../../core/suggested-bypass.ts';
import { epochMs } from '../../../core/units.ts';
import { PinningEvidence } from '../../../proxy/tls/pinning.ts';
import { asHost } from './test-authorities.ts';

const APP = asHost('app.example');
const SEARCH = asHost('search.example');
const OTHER = asHost('other.example');
const HOUR = 3_600_000;
const ip = (last: number) => `10.0.0.${last}` as unknown as IpAddress;

function evidence(limits?: { maxHosts: number; maxDevices: number }) {
  let at = Date.UTC(2026, 8, 7, 9);
  const pinning = new PinningEvidence(() => epochMs(at), limits);
  return { pinning, pass: (ms: number) => (at += ms) };
}

describe('a program with roots of its own', () => {
  it('is suggested for a bypass once devices that trust the root have refused there three times', () => {
    const { pinning } = evidence();
    for (const last of [1, 2]) pinning.accepted(ip(last), SEARCH);
    pinning.failed(ip(1), APP, 'unknown-ca');
    pinning.failed(ip(1), APP, 'bad-certificate');
    expect(suggestedBypasses(pinning.seen())).toEqual([]);
    pinning.failed(ip(2), APP, 'unknown-ca');
    pinning.accepted(ip(2), APP);
    expect(suggestedBypasses(pinning.seen())).toMatchObject([
      { host: APP, refusals: { 'unknown-ca': 2, 'bad-certificate': 1 }, devices: 2, accepted: 1 },
    ]);
    expect(pinning.deviceOf(ip(1))).toBe('trusts');
  });

  it('counts from before the device had shown that it trusts the root', () => {
    const { pinning } = evidence();
    for (const last of [1, 2, 3]) pinning.failed(ip(last), APP, 'certificate-unknown');
    expect(suggestedBypasses(pinning.seen())).toEqual([]);
    for (const last of [1, 2, 3]) pinning.accepted(ip(last), SEARCH);
    expect(suggestedBypasses(pinning.seen())).toMatchObject([{ host: APP, refusals: { 'certificate-unknown': 3 }, devices: 3 }]);
  });

  it.each(['closed', 'timeout', 'no-common-ground', 'protocol', 'certificate-expired'] as const)('%s says nothing of it', (how) => {
    const { pinning } = evidence();
    pinning.accepted(ip(1), SEARCH);
    for (let i = 0; i < 10; i++) pinning.failed(ip(1), APP, how);
    expect(suggestedBypasses(pinning.seen())).toEqual([]);
  });
});

describe('what several workers saw', () => {
  const seen = (refusals: number, devices: number, at: number) => ({
    ...{ host: APP, refusals: { 'unknown-ca': refusals }, accepted: 1, devices, firstAt: at, lastAt: at },
  });

  it('is counted together before it is enough for a suggestion', () => {
    expect(suggestedBypasses([seen(2, 2, 5)])).toEqual([]);
    expect(suggestedBypasses([seen(2, 2, 5), seen(1, 1, 3), { ...seen(9, 1, 1), host: OTHER }])).toEqual([
      { ...seen(9, 1, 1), host: OTHER },
      { ...seen(3, 2, 3), accepted: 2, lastAt: 5 },
    ]);
  });
});

describe('a device without the root', () => {
  it('is known by refusing different hosts, and says nothing of them', () => {
    const { pinning } = evidence();
    for (let i = 0; i < 5; i++) pinning.failed(ip(1), SEARCH, 'unknown-ca');
    expect(pinning.deviceOf(ip(1))).toBe('unknown');
    pinning.failed(ip(1), OTHER, 'unknown-ca');
    expect(pinning.deviceOf(ip(1))).toBe('refuses');
    expect(suggestedBypasses(pinning.seen())).toEqual([]);
    expect(pinning.deviceOf(ip(2))).toBe('unknown');
  });

  it('is tried again after half an hour, then ever more seldom, and trusted once it accepts', () => {
    const { pinning, pass } = evidence();
    const refuse = () => [SEARCH, OTHER].map((host) => pinning.failed(ip(1), host, 'unknown-ca'));
    refuse();
    pass(HOUR / 2);
    expect(pinning.deviceOf(ip(1))).toBe('unknown');
    refuse();
    pass(HOUR / 2);
    expect(pinning.deviceOf(ip(1))).toBe('refuses');
    pass(HOUR / 2);
    expect(pinning.deviceOf(ip(1))).toBe('unknown');
    pinning.accepted(ip(1), SEARCH);
    expect(pinning.deviceOf(ip(1))).toBe('trusts');
    pass(13 * HOUR);
    expect(pinning.deviceOf(ip(1))).toBe('unknown');
  });

  it('is forgotten with its lease', () => {
    const { pinning } = evidence();
    pinning.accepted(ip(1), SEARCH);
    pinning.forgetDevice(ip(1));
    expect(pinning.deviceOf(ip(1))).toBe('unknown');
  });
});

it('remembers no more hosts and devices than it is given room for', () => {
  const { pinning } = evidence({ maxHosts: 2, maxDevices: 2 });
  pinning.accepted(ip(1), SEARCH);
  for (const name of ['a.example', 'b.example', 'c.example']) {
    for (let i = 0; i < 3; i++) pinning.failed(ip(1), asHost(name), 'unknown-ca');
  }
  expect(suggestedBypasses(pinning.seen()).map(({ host }) => host)).toEqual(['b.example', 'c.example']);
  pinning.accepted(ip(2), SEARCH);
  pinning.accepted(ip(3), SEARCH);
  expect([1, 2, 3].map((last) => pinning.deviceOf(ip(last)))).toEqual(['unknown', 'trusts', 'trusts']);
});
