import type { Hostname } from '../../core/hostname.ts';
import { normaliseUserName } from '../../core/identity.ts';
import type { SchoolClass } from '../../core/school-class.ts';
import { serviceOf, siteHosts } from '../../core/service-bundles.ts';
import type { SiteLook } from '../../core/site-look.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { Principal } from '../auth/principal.ts';
import type { LookContext } from './context.ts';
import { refuseClosed, refuseOutside, sitesIn } from './overrides.ts';
import { actionFor } from './request-look.ts';
import { classNamed } from './scopes.ts';
import { lookAtSite } from './site-look.ts';
import { targetOf } from './sites.ts';

const ACTION = 'lesson.look';
/** More is a page that lives on advertisements: whoever needs all of it asks IT. */
const MOST_SUGGESTED = 30;

export interface SiteNeeds {
  /** The service that the site belongs to, which a grant opens whole: nothing was fetched then. */
  readonly service: string | null;
  readonly title: string | null;
  /** Why the page could not be seen. */
  readonly problem: SiteLook['problem'];
  /** Hosts that the page loads from and that are closed to somebody of the class. */
  readonly hosts: readonly Pick<SiteLook['hosts'][number], 'host' | 'loads' | 'categories'>[];
  /** How many more no grant opens. */
  readonly closed: number;
}

/**
 * What else a site needs to work for a class, by one look at its page (row I09). Refused, audited, as the grant itself would be;
 * what is suggested is judged again when it is granted.
 */
export async function siteNeeds(principal: Principal, input: { readonly class: string; readonly url: string }, context: LookContext) {
  const { stores, clock } = context;
  const found = classNamed(input.class, context.policy);
  const target = targetOf(input.url);
  const { tiers } = sitesIn({ url: input.url }, context);
  await refuseOutside(principal, { kind: 'class', id: found.id }, context, ACTION);
  await refuseClosed(principal, tiers, context, ACTION);
  const service = serviceOf(target.hostname);
  if (service !== undefined) return { service: service.title, title: null, problem: null, hosts: [], closed: 0 } satisfies SiteNeeds;
  const members = oneOfEachKind(found, context);
  const actionOn = (host: Hostname) => (members.some((name) => actionFor(host, name, {}, context) !== 'allow') ? 'block' : 'allow');
  const look = await lookAtSite(target, { by: principal.actor, actionOn }, context);
  const needs = needsOf(look, siteHosts(target.hostname));
  const detail = { class: found.id, problem: look.problem?.code ?? null, status: look.status, hosts: needs.hosts.length };
  // A host may spell a sealed one.
  const subject = look.problem?.code === 'sealed' ? 'sealed' : target.hostname;
  const entry = { at: clock(), actor: principal.actor, action: ACTION, subject, outcome: 'done' } as const;
  await stores.audit.append({ ...entry, detail });
  return needs;
}

/** Decisions differ by school and group: one of each stands for the others. */
function oneOfEachKind({ members }: SchoolClass, { policy }: LookContext): string[] {
  const kinds = new Map<string, string>();
  for (const name of members) {
    const person = findPerson(policy, normaliseUserName(name));
    kinds.set(`${person?.group} ${person?.school}`, name);
  }
  return [...kinds.values()];
}

function needsOf({ title, problem, hosts, unnamed }: SiteLook, opened: readonly string[]): SiteNeeds {
  const isOpened = (host: string) => opened.some((name) => host === name || host.endsWith(`.${name}`));
  const blocked = hosts.filter(({ host, action }) => action !== 'allow' && !isOpened(host));
  const openable = blocked.filter((one) => one.openable).map(({ host, loads, categories }) => ({ host, loads, categories }));
  const closed = unnamed + blocked.length - openable.length;
  return { service: null, title, problem, hosts: openable.slice(0, MOST_SUGGESTED), closed };
}
