import { type CategoryId, categoryInfo } from '../../core/category.ts';
import { parseSite } from '../../core/site.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { refuseClosed } from './overrides.ts';
import { hostOf, snapshotOf, tierOf } from './sites.ts';

/** Refuses sites and categories that nothing here may leave open: no sites at all, whole registries, what is sealed or locked (audited). */
export async function refuseUnopenable(
  principal: Principal,
  { sites = [], categories = [] }: { readonly sites?: readonly string[]; readonly categories?: readonly CategoryId[] },
  action: string,
  context: ServiceContext,
): Promise<void> {
  const snapshot = snapshotOf(context.policy);
  const hosts = sites.map((text) => {
    const site = parseSite(text);
    if (site === undefined) throw new Problem('bad-request', 'sites: write example.org or example.org/path, without https:// or a port.');
    return hostOf(site.host);
  });
  await refuseClosed(
    principal,
    hosts.map((host) => tierOf(snapshot, host)),
    context,
    action,
  );
  const tiers = categories.map((category) => ({ tier: categoryInfo(category).tier, category, sealedRef: category }));
  await refuseClosed(principal, tiers, context, action);
}
