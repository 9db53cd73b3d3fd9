import { describe, expect, it } from 'vitest';
import type { NetworkSettings } from '../../../config/schema/config.ts';
import type { Identity } from '../../../core/identity.ts';
import { epochMs } from '../../../core/units.ts';
import type { CredentialOutcome } from '../../../proxy/identity/credential-verifier.ts';
import { createIdentityResolver, type IdentityOutcome } from '../../../proxy/identity/resolver.ts';
import { createNetworkTable } from '../../../snapshot/network-table.ts';
import { ip, lease, person, policyOf } from './live-policy-stub.ts';

const NOW = epochMs(1_000_000);
const NETWORKS: NetworkSettings[] = [
  { cidr: '10.20.0.0/16', name: 'pupil-wifi', school: 'north', group: 'seniors' },
  { cidr: '10.20.9.0/24', name: 'staff-room', school: 'north', group: 'staff' },
  { cidr: '10.20.9.7', name: 'library-kiosk', group: 'guests' },
  { cidr: '10.30.0.0/16', name: 'unsorted', school: 'south' },
  { cidr: '2001:db8:1::/48', name: 'v6', school: 'north', group: 'juniors' },
];
const LEASES = [
  lease('10.20.1.1', 'alice'),
  lease('10.20.1.2', 'bob', { group: 'sixth-form', school: 'south' }),
  lease('10.20.1.3', 'stranger'),
  lease('192.0.2.5', 'ALICE'),
  lease('192.0.2.6', 'nobody-known'),
  lease('10.20.1.9', 'late', { expiresAt: 999_999 }),
  lease('2001:db8:1::5', 'stranger'),
];
const PEOPLE = [person('alice', { group: 'juniors', school: 'west' }), person('bob', { group: 'infants' })];

const networkOf = createNetworkTable(NETWORKS);

/** Stands for the verifier, which has tests of its own: `ok:<name>` verifies. */
const verifier = {
  verify: (header: string): CredentialOutcome | Promise<CredentialOutcome> => {
    const [word, name] = header.split(':');
    if (word === 'ok' && name === 'alice') return { kind: 'verified', person: person('alice', { group: 'juniors', school: 'west' }) };
    if (word === 'later') return Promise.resolve({ kind: 'verified', person: person('carol', { group: 'staff' }) });
    return { kind: 'refused', reason: word === 'many' ? 'too-many-attempts' : 'credentials-wrong' };
  },
};

function resolver(askForCredentials = false) {
  return createIdentityResolver({
    policy: policyOf(LEASES, PEOPLE),
    networks: NETWORKS,
    askForCredentials,
    verifier,
    computerNames: { nameOf: (address) => (address === ip('10.20.1.50') ? 'pc50.school.test' : null), close: () => {} },
    clock: () => NOW,
  });
}

function resolve(address: string, proxyAuthorization?: string, askForCredentials = false) {
  return resolver(askForCredentials).resolve({ clientIp: ip(address), proxyAuthorization, now: NOW });
}

function now(outcome: IdentityOutcome | Promise<IdentityOutcome>): IdentityOutcome {
  if (outcome instanceof Promise) throw new Error('was not answered at once');
  return outcome;
}

describe('who asks', () => {
  it.each([
    // address, credentials, username, group, school, computer, attribution
    ['10.20.1.1', undefined, 'alice', 'juniors', 'west', 'PC-12', 'lease'],
    ['10.20.1.2', undefined, 'bob', 'sixth-form', 'south', 'PC-12', 'lease'],
    ['10.20.1.3', undefined, 'stranger', 'seniors', 'north', 'PC-12', 'lease'],
    ['192.0.2.5', undefined, 'alice', 'juniors', 'west', 'PC-12', 'lease'],
    ['192.0.2.6', undefined, 'nobody-known', 'unidentified', null, 'PC-12', 'lease'],
    ['2001:db8:1::5', undefined, 'stranger', 'juniors', 'north', 'PC-12', 'lease'],
    ['::ffff:10.20.1.2', undefined, 'bob', 'sixth-form', 'south', 'PC-12', 'lease'],
    ['10.20.1.9', undefined, null, 'seniors', 'north', null, 'network'],
    ['10.20.1.50', undefined, null, 'seniors', 'north', 'pc50.school.test', 'network'],
    ['10.20.9.8', undefined, null, 'staff', 'north', null, 'network'],
    ['10.20.9.7', undefined, null, 'guests', null, null, 'network'],
    ['::ffff:10.20.9.7', undefined, null, 'guests', null, null, 'network'],
    ['10.30.0.1', undefined, null, 'unidentified', 'south', null, 'network'],
    ['2001:db8:1:ffff::1', undefined, null, 'juniors', 'north', null, 'network'],
    ['2001:db8:2::1', undefined, null, 'unidentified', null, null, 'none'],
    ['192.0.2.99', undefined, null, 'unidentified', null, null, 'none'],
    // credentials beat lease and network
    ['10.20.1.2', 'ok:alice', 'alice', 'juniors', 'west', 'PC-12', 'proxy-auth'],
    ['192.0.2.99', 'ok:alice', 'alice', 'juniors', 'west', null, 'proxy-auth'],
  ])('%s with %s is %s in %s of %s', (address, credentials, username, group, school, computer, attribution) => {
    expect(now(resolve(address, credentials, true && attribution !== 'none'))).toEqual({
      kind: 'identified',
      identity: { username, computer, school, group, attribution, network: networkOf(ip(address)) },
    });
  });

  it.each([
    ['10.20.1.1', 'wrong', 'credentials-wrong'],
    ['10.20.9.8', 'wrong', 'credentials-wrong'],
    ['192.0.2.99', 'many', 'too-many-attempts'],
  ])('never falls back from refused credentials (%s, %s)', (address, credentials, reason) => {
    for (const ask of [false, true]) expect(now(resolve(address, credentials, ask))).toEqual({ kind: 'challenge', reason });
  });

  it.each<[string, string, Partial<Identity>, boolean]>([
    ['who is as then', '10.20.1.1', {}, true],
    ['another group than then', '10.20.1.1', { group: 'staff' }, false],
    ['another school than then', '10.20.1.1', { school: 'north' }, false],
    ['a lease that has ended, whose end is told by itself', '192.0.2.77', { group: 'staff' }, true],
    ['by password: as then', '192.0.2.99', { attribution: 'proxy-auth' }, true],
    ['by password: another group', '192.0.2.99', { attribution: 'proxy-auth', group: 'staff' }, false],
    ['by password: gone', '192.0.2.99', { attribution: 'proxy-auth', username: 'gone' }, false],
    ['nobody by name', '192.0.2.99', { attribution: 'none', username: null }, true],
  ])('knows whether somebody is still the same: %s', (_, address, then, same) => {
    const alice: Identity = { username: 'alice', computer: null, school: 'west', group: 'juniors', attribution: 'lease' };
    expect(resolver().isStill({ ...alice, ...then }, ip(address), NOW)).toBe(same);
  });

  it('asks only where neither lease nor network says who it is, and only if told to ask', () => {
    expect(now(resolve('192.0.2.99', undefined, true))).toEqual({ kind: 'challenge', reason: 'credentials-missing' });
    expect(now(resolve('10.30.0.1', undefined, true)).kind).toBe('identified');
    expect(now(resolve('192.0.2.6', undefined, true)).kind).toBe('identified');
  });

  it('takes the school of the network for a person without one, also after waiting for a hash', async () => {
    const outcome = resolve('10.20.1.77', 'later');
    expect(outcome).toBeInstanceOf(Promise);
    expect(await outcome).toEqual({
      kind: 'identified',
      identity: {
        username: 'carol',
        computer: null,
        school: 'north',
        group: 'staff',
        attribution: 'proxy-auth',
        network: { name: 'pupil-wifi', school: 'north', group: 'seniors' },
      },
    });
  });
});
