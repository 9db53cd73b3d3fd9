import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AddressRange, parseAddressRange, parseIpAddress } from '../../core/address.ts';
import { gateAddress } from '../../outbound/address-gate.ts';

const vectors = readFileSync(new URL('../vectors/address-gate.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(/\s+/) as [string, string]);

function ranges(...texts: string[]): AddressRange[] {
  return texts.flatMap((text) => parseAddressRange(text) ?? []);
}

function gate(text: string, opened: AddressRange[] = []): string {
  const ip = parseIpAddress(text);
  if (ip === undefined) throw new Error(`no address: ${text}`);
  return gateAddress(ip, opened) ?? 'open';
}

describe('the address gate', () => {
  it('has vectors', () => expect(vectors.length).toBeGreaterThan(60));

  it.each(vectors)('%s: %s', (address, expected) => expect(gate(address)).toBe(expected));

  it('opens what the configuration opens, in whatever disguise, and nothing beside it', () => {
    const opened = ranges('10.1.0.0/16', 'fd00:1::/32');
    expect(gate('10.1.2.3', opened)).toBe('open');
    expect(gate('::ffff:10.1.2.3', opened)).toBe('open');
    expect(gate('64:ff9b::10.1.2.3', opened)).toBe('open');
    expect(gate('2002:0a01:0203::1', opened)).toBe('open');
    expect(gate('fd00:1::5', opened)).toBe('open');
    expect(gate('10.2.0.1', opened)).toBe('private');
    expect(gate('fd00:2::5', opened)).toBe('private');
  });
});
