import { sealedRef } from '../../categoriser/rules/sealed.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import { type CategoryId, type CategoryInfo, categoryInfo } from '../../core/category.ts';
import { type Hostname, hostnameAsAddress } from '../../core/hostname.ts';
import { parseSite } from '../../core/site.ts';
import type { Target } from '../../core/target.ts';
import { parseQuestionUrl } from '../../snapshot/hypothetical-facts.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { Problem } from '../problem.ts';

/** How firmly a site is closed, and by what. */
export interface SiteTier {
  readonly tier: CategoryInfo['tier'];
  /** The category that makes it so; null for an ordinary site. */
  readonly category: CategoryId | null;
  /** What stands in place of a sealed site's name, everywhere. */
  readonly sealedRef: string | null;
}

const ORDINARY: SiteTier = { tier: 'ordinary', category: null, sealedRef: null };

/** The snapshot in force; refused with `unavailable` while there is none. */
export function snapshotOf(policy: Pick<LivePolicy, 'snapshot'>): PolicySnapshot {
  const snapshot = policy.snapshot();
  if (snapshot === null) throw new Problem('unavailable', 'No policy snapshot is in force yet.');
  return snapshot;
}

/** The strictest tier among a host's, or a whole URL's, categories. */
export function tierOf({ lists }: PolicySnapshot, site: Hostname | Target): SiteTier {
  const { matches } = typeof site === 'string' ? lists.categoriseHost(site) : lists.categoriseTarget(site);
  const sealed = matches.find(({ category }) => categoryInfo(category).tier === 'sealed');
  if (sealed !== undefined) return { tier: 'sealed', category: sealed.category, sealedRef: sealedRef(sealed) };
  const locked = matches.find(({ category }) => categoryInfo(category).tier === 'locked');
  return locked === undefined ? ORDINARY : { tier: 'locked', category: locked.category, sealedRef: null };
}

/** A URL, or a bare host, as people paste it. Refused with `bad-request`. */
export function targetOf(url: string): Target {
  const target = parseQuestionUrl(url);
  if (!target.ok) throw new Problem('bad-request', `url: ${target.failure.message}`);
  const { hostname } = target.value;
  if (!hostname.includes('.') && hostnameAsAddress(hostname) === undefined) throw new Problem('bad-request', 'url: that is no site.');
  return target.value;
}

/** Names under which anybody may register: opening or closing one would be opening or closing thousands of sites. */
const REGISTRY = /^(?:ac|co|com|edu|gov|ltd|me|net|nhs|org|plc|police|sch)\.[a-z]{2}$/;

/** A host to open or close, with everything beneath it. Refused with `bad-request`. */
export function hostOf(text: string): Hostname {
  const site = parseSite(text.trim());
  if (site === undefined || site.path !== null)
    throw new Problem('bad-request', 'hosts: write names like example.org, without https:// or a path.');
  if (REGISTRY.test(site.host)) throw new Problem('bad-request', `hosts: ${site.host} is not one site but a whole registry of them.`);
  return site.host;
}

/** The site a URL is part of, as a block names it: without the `www.` that stands before nearly every name. */
export function siteOf({ hostname }: Pick<Target, 'hostname'>): Hostname {
  const bare = hostname.replace(/^(?:www|m|mobile)\./, '');
  return hostOf(bare.includes('.') ? bare : hostname);
}
