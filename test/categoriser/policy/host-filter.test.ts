import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostFilter, mayHold } from '../../../categoriser/policy/host-filter.ts';
import { siteIndex, sitesOf } from '../../../categoriser/policy/site-index.ts';
import { hostname } from '../../support/policy-facts.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));

describe('the filter before policy’s own sites', () => {
  it('never denies a host that the index knows, itself or beneath', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), name, fc.boolean(), (listed, other, beneath) => {
        const filter = hostFilter(new Set(listed));
        const index = siteIndex([[listed, true]]);
        const asked = hostname(beneath ? `${other}.${listed[0]}` : (listed[0] ?? other));
        expect(sitesOf(index, asked, '').length).toBeGreaterThan(0);
        expect(mayHold(filter, asked)).toBe(true);
        if (sitesOf(index, hostname(other), '').length > 0) expect(mayHold(filter, hostname(other))).toBe(true);
      }),
    );
  });

  it('denies nearly all others, and everything when empty', () => {
    const filter = hostFilter(new Set(Array.from({ length: 1000 }, (_, index) => `listed${index}.example`)));
    const others = Array.from({ length: 5000 }, (_, index) => hostname(`www.site${index}.example`));
    expect(others.filter((host) => mayHold(filter, host)).length).toBeLessThan(1000);
    expect(mayHold(hostFilter(new Set()), hostname('www.example.org'))).toBe(false);
  });

  it('takes an address whole', () => {
    const filter = hostFilter(new Set(['0.2.7', '192.0.2.7']));
    expect(mayHold(filter, hostname('10.0.2.7'))).toBe(false);
    expect(mayHold(filter, hostname('192.0.2.7'))).toBe(true);
  });
});
