import { type KeyObject, randomBytes } from 'node:crypto';
import type { Hostname } from '../../../core/hostname.ts';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import {
  type Authority,
  createIntermediate,
  createRoot,
  type KeyedCertificate,
  newKeys,
  openAuthority,
  privatePem,
} from '../../../proxy/tls/authority.ts';
import { nameOf, pemOf, type SigningKey, signCertificate } from '../../../proxy/tls/x509.ts';

export const DAY_MS = 86_400_000;

export function now(): EpochMs {
  return epochMs(Date.now());
}

export function asHost(name: string): Hostname {
  return name as Hostname;
}

export function opened(keyed: KeyedCertificate, at: EpochMs = now()): Authority {
  const authority = openAuthority(keyed, at);
  if (!authority.ok) throw new Error(authority.failure.message);
  return authority.value;
}

export interface TestChain {
  readonly root: Authority;
  readonly intermediate: Authority;
}

export function newChain(at: EpochMs = now()): TestChain {
  const root = opened(createRoot('Example Trust', at), at);
  return { root, intermediate: opened(createIntermediate(root, 'Example Trust', at), at) };
}

export interface LeafOptions {
  readonly hosts?: readonly string[];
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  /** Absent: it signs itself. */
  readonly signedBy?: SigningKey;
}

/** Whatever certificate a bad server may have, with its key. */
export function leaf({ hosts = ['good.example'], from = -1, until = 30, keys = newKeys(), signedBy }: LeafOptions): {
  readonly cert: string;
  readonly key: string;
} {
  const subject = { organization: 'Origin', commonName: 'good.example' };
  const der = signCertificate({
    subject,
    publicKey: keys.publicKey,
    signedBy: signedBy ?? { name: nameOf(subject), ...keys },
    notBefore: epochMs(now() + from * DAY_MS),
    notAfter: epochMs(now() + until * DAY_MS),
    serial: randomBytes(16),
    profile: { kind: 'server', hosts },
  });
  return { cert: pemOf('CERTIFICATE', der), key: privatePem(keys.privateKey) };
}
