import type { FastifyRequest } from 'fastify';
import { type IpAddress, parseIpAddress } from '../../core/address.ts';
import type { Identity } from '../../core/identity.ts';
import type { EpochMs } from '../../core/units.ts';
import { leaseIdentity } from '../../snapshot/lease-identity.ts';
import type { AdminContext } from '../context.ts';

/** Who opens the portal, known by nothing but the address and its lease. */
export interface PortalVisitor {
  readonly ip: IpAddress;
  readonly now: EpochMs;
  /** Null where no lease says who sits there. */
  readonly leased: Identity | null;
  readonly group: Identity['group'];
  readonly school: string | null;
}

export function visitorOf(
  request: FastifyRequest,
  { policy, networkOf, clock }: Pick<AdminContext, 'policy' | 'networkOf' | 'clock'>,
): PortalVisitor {
  const ip = parseIpAddress(request.socket.remoteAddress ?? '');
  if (ip === undefined) throw new Error('The client has no address: it is gone.');
  const now = clock();
  const network = networkOf(ip);
  const lease = policy.leaseFor(ip, now);
  const leased = lease === undefined ? null : leaseIdentity(lease, policy, network);
  return {
    ip,
    now,
    leased,
    group: leased?.group ?? network?.group ?? 'unidentified',
    school: leased?.school ?? network?.school ?? null,
  };
}
