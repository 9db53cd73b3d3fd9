import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressValue, type IpAddress, parseAddressRange, rangeContains } from '../../core/address.ts';
import { createNetworkTable } from '../../snapshot/network-table.ts';
import { ip } from '../proxy/identity/live-policy-stub.ts';

const octet = fc.integer({ min: 0, max: 255 });
// Few distinct values, so that ranges overlap and addresses fall into them.
const small = fc.constantFrom(0, 1, 10, 127, 128, 255);
const ipv4 = fc.tuple(small, small, small, octet).map((parts) => parts.join('.'));
const ipv6 = fc.tuple(small, small, octet).map(([a, b, c]) => `2001:db8:${a.toString(16)}::${b.toString(16)}:${c.toString(16)}`);
const cidr = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, prefix]) => `${address}/${prefix}`),
);

describe('network table', () => {
  it('finds the narrowest range that holds the address, as a plain search does', () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 12 }), fc.oneof(ipv4, ipv6), (cidrs, text) => {
        const address: IpAddress = ip(text);
        const ranges = cidrs.map((source) => parseAddressRange(source)).filter((range) => range !== undefined);
        const holding = ranges.filter((range) => rangeContains(range, address));
        holding.sort((a, b) => Number(a.last - a.first - (b.last - b.first)));
        const found = createNetworkTable(cidrs.map((source, index) => ({ cidr: source, name: `${index} ${source}` })))(address);
        expect(found?.name.split(' ')[1]).toBe(holding[0]?.text);
      }),
      { numRuns: 500 },
    );
  });

  it('covers the ends of the address space and refuses what is no range', () => {
    const networkOf = createNetworkTable([
      { cidr: '0.0.0.0/0', name: 'all' },
      { cidr: '255.255.255.255', name: 'last' },
      { cidr: '::/0', name: 'all6' },
      { cidr: '10.0.0.5-10.0.0.9', name: 'five' },
    ]);
    expect(networkOf(ip('0.0.0.0'))?.name).toBe('all');
    expect(networkOf(ip('255.255.255.254'))?.name).toBe('all');
    expect(networkOf(ip('255.255.255.255'))?.name).toBe('last');
    expect(networkOf(ip('10.0.0.9'))?.name).toBe('five');
    expect(networkOf(ip('10.0.0.10'))?.name).toBe('all');
    expect(networkOf(ip('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'))?.name).toBe('all6');
    expect(addressValue(ip('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).value).toBe(2n ** 128n - 1n);
    expect(() => createNetworkTable([{ cidr: '10.0.0.0/33', name: 'wrong' }])).toThrow('wrong');
  });
});
