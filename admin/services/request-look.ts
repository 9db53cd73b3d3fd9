import { decideConnect } from '../../categoriser/decide-connect.ts';
import type { Action } from '../../core/decision.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { SiteLook } from '../../core/site-look.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import { hypotheticalFacts } from '../../snapshot/hypothetical-facts.ts';
import type { Principal } from '../auth/principal.ts';
import type { LookContext } from './context.ts';
import { requestFor } from './request-decisions.ts';
import { lookAtSite } from './site-look.ts';
import { snapshotOf, targetOf } from './sites.ts';

/** Looks at the page that a request is about, and keeps what was seen with the request for a week. */
export async function lookAtRequest(principal: Principal, id: string, context: LookContext): Promise<SiteLook> {
  const { stores, clock } = context;
  const request = await requestFor(principal, id, context);
  const look = await lookFor(request, principal.actor, context);
  await stores.requestLooks.put(id, clock(), look);
  const { problem, status, addresses, hosts, unnamed } = look;
  // It may have been sealed since it was asked for.
  const host = problem?.code === 'sealed' ? 'sealed' : request.host;
  const detail = { host, problem: problem?.code ?? null, status, redirects: Math.max(0, addresses.length - 1) };
  const entry = { at: clock(), actor: principal.actor, action: 'request.look', subject: id, outcome: 'done' } as const;
  await stores.audit.append({ ...entry, detail: { ...detail, hosts: hosts.length, unnamed } });
  return look;
}

async function lookFor(request: SiteRequest, by: string, context: LookContext): Promise<SiteLook> {
  if (request.tier !== 'sealed') {
    const actionOn = (host: Hostname): Action => actionFor(host, request.requestedBy, request, context);
    return lookAtSite(targetOf(request.url), { by, actionOn }, context);
  }
  // Its name is not even kept.
  const problem = { code: 'sealed', words: 'This is a page on a statutory list. Such a page is never fetched.' } as const;
  const at = new Date(context.clock()).toISOString();
  return { at, by, problem, addresses: [], status: null, title: null, description: null, whole: true, hosts: [], unnamed: 0 };
}

/** What the proxy would do with a tunnel to the host, for a person as they are known now. */
export function actionFor(
  host: Hostname,
  user: string,
  { group }: Partial<Pick<SiteRequest, 'group'>>,
  { policy, networkOf, clock }: LookContext,
): Action {
  const url = `https://${host.includes(':') ? `[${host}]` : host}/`;
  const facts = hypotheticalFacts({ url, user, ...(group !== undefined && { group }) }, policy, networkOf, clock());
  if (!facts.ok) throw new Error(facts.failure.message);
  return decideConnect(facts.value, snapshotOf(policy)).action;
}
