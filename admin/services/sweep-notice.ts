import { type Bulletin, bulletinDelivery } from '../../alerts/bulletin.ts';
import { isMailAddress } from '../../core/mail-address.ts';
import type { Override } from '../../core/override.ts';
import type { ServiceContext } from './context.ts';

const MOST_LISTED = 50;

/** Mails each of those who had opened something that it was ended, and why. Returns how many of them could be told. */
export async function tellSwept(ended: readonly Override[], reason: string, context: ServiceContext): Promise<number> {
  const byGranter = new Map<string, Override[]>();
  for (const one of ended) byGranter.set(one.grantedBy, [...(byGranter.get(one.grantedBy) ?? []), one]);
  const deliveries = [];
  for (const [granter, own] of byGranter) {
    const to = await addressOf(granter, context);
    if (to !== null) deliveries.push(bulletinDelivery(to, `sweep|${context.clock()}`, sweptBulletin(own, reason)));
  }
  await context.stores.outbox.add(deliveries, context.clock());
  return deliveries.length;
}

function sweptBulletin(own: readonly Override[], reason: string): Bulletin {
  const items = own.slice(0, MOST_LISTED).map(({ hosts, scope, reason: why }) => {
    const whom = scope.kind === 'trust' ? 'everybody' : `${scope.kind} ${scope.id ?? ''}`;
    return `${hosts.join(', ')} for ${whom}: ${why}`;
  });
  const more = own.length - items.length;
  return {
    title: 'What you had opened was closed again',
    words: [`Everything that is open for a time was ended: ${reason}`, 'What is needed afterwards can be opened again, or asked for.'],
    items: more > 0 ? [...items, `and ${more} more`] : items,
    reason: 'You opened these sites, or asked for them to be opened.',
  };
}

/** Of somebody as the audit log names them, or of a person: their account's, or the name itself where it is an address. */
async function addressOf(granter: string, { stores }: Pick<ServiceContext, 'stores'>): Promise<string | null> {
  const name = granter.replace(/^user:/, '');
  if (granter.startsWith('token:') || granter.startsWith('cli:')) return null;
  const account = await stores.accounts.get(name);
  return account?.email ?? (isMailAddress(name) ? name : null);
}
