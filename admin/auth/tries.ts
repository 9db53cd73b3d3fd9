import { parseIpAddress, parseIpv6Words } from '../../core/address.ts';
import type { EpochMs } from '../../core/units.ts';
import type { SignInTries, TryLimit } from '../../storage/sign-in-tries.ts';
import type { SignInKey } from './sign-in-key.ts';

const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;

/** Wrong passwords for one name from one address. */
export const MOST_FROM_ADDRESS = 5;
/** And for all names: many people may share an address. */
export const MOST_ADDRESS = 50;
/** Wrong passwords for one name from everywhere; from then on each address has one try. */
export const MANY_FOR_NAME = 50;
/** From a device that the account is known on, which nobody else's tries count against. */
export const MOST_FROM_DEVICE = 10;
/** Wrong codes in one sign-in. */
export const MOST_CODES = 5;
/** Wrong codes of an account in a day (NIST SP 800-63B, 5.2.2): whoever gets so far has the password. */
export const MOST_CODES_A_DAY = 100;

/** Who tries. */
export interface Trier {
  /** In the form names are compared in; of an account or of none. */
  readonly name: string;
  readonly address: string;
  /** A device that the account is known on. */
  readonly device: string | undefined;
}

/**
 * The keys that a try of a password counts against; the first is the trier's own. Nobody is kept out of an account by what others do elsewhere: a name that is
 * under attack from everywhere still has a try from an address that has not tried, and known devices are not touched at all.
 */
export async function passwordLimits(trier: Trier, tries: SignInTries, now: EpochMs, key: SignInKey): Promise<TryLimit[]> {
  const { name, address, device } = trier;
  if (device !== undefined) return [{ key: key.markOf('device', name, device), most: MOST_FROM_DEVICE, windowMs: QUARTER_HOUR_MS }];
  const network = networkOf(address);
  const everywhere = key.markOf('name', name);
  const isAttacked = (await tries.count(everywhere, now)) >= MANY_FOR_NAME;
  return [
    { key: key.markOf('name-address', name, network), most: isAttacked ? 1 : MOST_FROM_ADDRESS, windowMs: QUARTER_HOUR_MS },
    { key: key.markOf('address', network), most: MOST_ADDRESS, windowMs: QUARTER_HOUR_MS },
    { key: everywhere, most: Number.MAX_SAFE_INTEGER, windowMs: HOUR_MS },
  ];
}

/** What is asked of a provider on behalf of an address: one that asks in vain without end would have us shut out there. */
export function providerLimit(address: string, key: SignInKey): TryLimit {
  return { key: key.markOf('provider', networkOf(address)), most: MOST_ADDRESS, windowMs: QUARTER_HOUR_MS };
}

/** As above, for codes and for the present password of somebody who is signed in. */
export function codeLimits(session: string, { name, device }: Trier, key: SignInKey): TryLimit[] {
  const ofAccount =
    device === undefined
      ? { key: key.markOf('codes', name), most: MOST_CODES_A_DAY, windowMs: 24 * HOUR_MS }
      : { key: key.markOf('codes', name, device), most: MOST_FROM_DEVICE, windowMs: QUARTER_HOUR_MS };
  return [{ key: key.markOf('session', session), most: MOST_CODES, windowMs: 24 * HOUR_MS }, ofAccount];
}

/** Whoever has one IPv6 address has the 2^64 beside it. */
function networkOf(address: string): string {
  const words = parseIpv6Words(parseIpAddress(address) ?? address);
  return words === undefined ? address : words.slice(0, 4).join(':');
}
