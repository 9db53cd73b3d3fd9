import { hash } from 'node:crypto';
import { alertDeliveries } from '../../alerts/alert-deliveries.ts';
import { type Concern, concernSighting } from '../../alerts/concern.ts';
import { MERGE_WINDOW_MS } from '../../alerts/raise.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { crockford, type DecisionId } from '../../core/decision-id.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { formatTarget, type Target } from '../../core/target.ts';
import { epochMs } from '../../core/units.ts';
import type { ConcernValues } from '../../pages/concern-page.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import { fileRequest, withoutSealed } from '../services/request-filing.ts';
import { type SiteTier, snapshotOf, targetOf, tierOf } from '../services/sites.ts';
import { severityOf, subjectOf, themeOf } from './concern-values.ts';
import type { Portal } from './portal.ts';
import type { PortalVisitor } from './visitor.ts';

/** What a concern is taken with: the portal, or the desk of staff who are signed in. */
export interface ConcernDesk extends Pick<Portal, 'stores' | 'policy' | 'networkOf' | 'clock' | 'logger' | 'directory' | 'recentBlocks'> {
  readonly config: Pick<Portal['config'], 'trust' | 'schools' | 'requests'>;
}

const RECENT_MS = 10 * 60_000;

/** What was typed as the page, as far as it is one. */
type TypedPage = { readonly target: Target; readonly site: SiteTier | null } | null;

export interface Filed {
  readonly theme: Concern['theme'];
  readonly itAsked: boolean;
  readonly isAboutAdult: boolean;
}

/** What this person was refused here lately, newest first. Where nobody is known, only what its `reference` is known of. */
export async function recentRecords(portal: ConcernDesk, visitor: PortalVisitor, reference: string): Promise<readonly AccessRecord[]> {
  const username = visitor.leased?.username ?? null;
  if (username === null && reference === '') return [];
  await portal.recentBlocks.caughtUp();
  return portal.recentBlocks
    .forClient(visitor.ip, username, epochMs(visitor.now - RECENT_MS))
    .filter((record) => record.clientIp === visitor.ip && record.username === username && record.action !== 'allow')
    .filter(({ id }) => username !== null || groupedReference(id as DecisionId) === reference);
}

/** One and the same for the same form sent twice, another one when the words were changed in between. */
export function concernId(form: DecisionId, values: ConcernValues): DecisionId {
  const digest = hash('sha256', JSON.stringify([form, values]), 'buffer');
  return `${form.slice(0, 11)}${crockford(digest.readUInt32BE(0), 5)}` as DecisionId;
}

/** Stores the report as an incident with whom it is to be told to, in one transaction. Then asks IT, who learns the page and nothing else. */
export async function fileConcern(portal: ConcernDesk, visitor: PortalVisitor, id: DecisionId, values: ConcernValues): Promise<Filed> {
  const directory = await portal.directory();
  const typed = typedPage(values.page, portal);
  const record = (await recentRecords(portal, visitor, values.block)).find(
    (one) => groupedReference(one.id as DecisionId) === values.block,
  );
  const concern = concernOf(portal, visitor, { id, values, typed, record });
  const stored = await portal.stores.incidents.store([concernSighting(concern, directory)], null, {
    mergeWindowMs: MERGE_WINDOW_MS,
    routing: (incident, why) => alertDeliveries(incident, why, directory, visitor.now),
  });
  const [incident] = stored;
  // From here on it is told, whatever else fails.
  if (incident !== undefined)
    await audit(portal, concern, incident.id).catch((error: unknown) => logFailure(portal, error, 'a concern could not be audited'));
  const itAsked = values.asksIt && (await askIt(portal, concern, typed));
  const isAboutAdult = concern.about !== 'nobody' && concern.about !== 'pupil';
  return { theme: concern.theme, itAsked, isAboutAdult };
}

function concernOf(
  portal: ConcernDesk,
  visitor: PortalVisitor,
  sent: {
    readonly id: DecisionId;
    readonly values: ConcernValues;
    readonly typed: TypedPage;
    readonly record: AccessRecord | undefined;
  },
): Concern {
  const { id, values, typed, record } = sent;
  const { leased, ip, group, now } = visitor;
  const isStaff = group === 'staff';
  const page = record ?? pageOf(typed);
  // What is no address, or another page than the one chosen, is still what they said.
  const unread = typed === null || record !== undefined ? values.page : '';
  const clean = (text: string) =>
    typed?.site == null ? text : withoutSealed({ reason: text, url: values.page }, typed.site, typed.target.hostname);
  return {
    id,
    at: now,
    reporter: {
      username: leased?.username ?? null,
      computer: leased?.computer ?? null,
      clientIp: ip,
      group,
      attribution: leased?.attribution ?? 'none',
    },
    isStaff,
    school: schoolOf(portal, visitor, values),
    theme: themeOf(values),
    severity: severityOf(values, isStaff),
    words: clean(values.words),
    place: clean([values.place, unread].filter((part) => part !== '').join('; ')),
    page: page === null ? null : { host: page.host, url: page.url, action: page.action },
    about: subjectOf(values),
    name: clean(values.name),
    ownName: leased?.username == null ? clean(values.ownName) : '',
    namedGroup: isStaff && values.name !== '' ? (findPerson(portal.policy, normaliseUserName(values.name))?.group ?? null) : null,
  };
}

function schoolOf({ config: { schools } }: Pick<ConcernDesk, 'config'>, { school }: PortalVisitor, values: ConcernValues): string | null {
  if (schools.length === 1) return schools[0]?.id ?? null;
  return [school, values.school].find((id) => schools.some((one) => one.id === id)) ?? null;
}

/** Null for what is no address. Without a policy in force nobody knows whether it is sealed: then it is taken as it stands. */
function typedPage(text: string, portal: ConcernDesk): TypedPage {
  if (text === '') return null;
  let target: Target;
  try {
    target = targetOf(text);
  } catch {
    return null;
  }
  try {
    return { target, site: tierOf(snapshotOf(portal.policy), target) };
  } catch {
    return { target, site: null };
  }
}

/** Nobody says that it was refused. */
function pageOf(typed: TypedPage): Concern['page'] {
  if (typed === null) return null;
  const { target, site } = typed;
  const sealed = site?.sealedRef ?? null;
  return sealed === null
    ? { host: target.hostname, url: formatTarget(target, true), action: 'allow' }
    : { host: sealed, url: sealed, action: 'allow' };
}

/** Nobody's name: the audit log is read by people who are not to know who told. */
async function audit({ stores, clock }: ConcernDesk, { isStaff, school, reporter, page }: Concern, incident: string): Promise<void> {
  const detail = { by: isStaff ? 'staff' : 'pupil', known: reporter.username !== null, school, page: page !== null };
  await stores.audit.append({ at: clock(), actor: 'portal', action: 'concern.file', subject: incident, outcome: 'done', detail });
}

/** A request to block the page, without who asked. What cannot be asked for (no page; a sealed one) is not; a failure loses the request only. */
async function askIt(portal: ConcernDesk, { id, school }: Concern, typed: TypedPage): Promise<boolean> {
  if (typed === null || typed.site === null || typed.site.sealedRef !== null) return false;
  try {
    if ((await portal.stores.requests.get(`request-${id}`)) !== undefined) return true;
    await fileRequest(
      { actor: 'portal', role: 'viewer', school: null },
      {
        kind: 'block',
        url: formatTarget(typed.target, true),
        reason: 'Reported as something that should not be open.',
        requestedBy: 'concern form',
        urgent: true,
        ...(school !== null && { school }),
      },
      { ...portal, newId: () => id },
    );
    return true;
  } catch (error) {
    logFailure(portal, error, 'IT could not be asked to block a reported page');
    return false;
  }
}

/** Its message could quote what was written. */
function logFailure({ logger }: ConcernDesk, error: unknown, what: string): void {
  logger.warn({ type: error instanceof Error ? error.name : 'unknown' }, what);
}
