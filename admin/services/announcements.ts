import { bulletinDelivery } from '../../alerts/bulletin.ts';
import { momentWords } from '../../alerts/words/moment.ts';
import type { Announcement } from '../../core/announcement.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import type { PolicyDocument, SiteList } from '../../core/policy.ts';
import { policyEffects } from '../../core/policy-diff.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { groupWords } from './review-facts.ts';
import { days } from './times.ts';

/** Two weeks: whoever was ill or away reads it, too. */
const SHOWN_MS = days(14);

export interface AnnouncementInput {
  readonly text: string;
  /** Default: those for whom the change does something else than before; all, where that cannot be told by group. */
  readonly groups?: readonly GroupId[];
  /** Made at once and told afterwards. */
  readonly emergency?: boolean;
}

/** A saved change of policy, as far as people are told of it. */
export interface AnnouncedChange {
  readonly version: string;
  readonly effectiveAt: number;
  /** Undefined where there was none. */
  readonly before: PolicyDocument | undefined;
  readonly after: PolicyDocument;
}

/** Refused with `bad-request` where it makes no sense; before anything is saved. */
export function checkAnnouncement({ emergency = false }: AnnouncementInput, effectiveAt: number, now: number): void {
  if (emergency && effectiveAt > now) throw new Problem('bad-request', 'announcement: an emergency takes effect at once.');
}

/**
 * Tells those affected of a change of policy: on the portal until two weeks after it takes effect, and by mail to each school's `staff`
 * address, where one is configured (row R64).
 */
export async function announce(
  principal: Principal,
  { text, groups, emergency = false }: AnnouncementInput,
  { version, effectiveAt, before, after }: AnnouncedChange,
  context: ServiceContext,
): Promise<Announcement> {
  const { stores, clock } = context;
  const now = clock();
  const affected = groups ?? affectedGroups(before, after);
  const announcement: Announcement = {
    id: `announcement-${context.newId()}`,
    text,
    groups: [...affected],
    emergency,
    policyVersion: version,
    effectiveAt,
    by: principal.actor,
    createdAt: now,
    until: Math.max(effectiveAt, now) + SHOWN_MS,
  };
  const { id, until } = announcement;
  const detail = { version, text, groups: affected, emergency, effectiveAt, until };
  await stores.audit.append({ at: now, actor: principal.actor, action: 'policy.announce', subject: id, outcome: 'done', detail });
  await stores.announcements.add(announcement);
  await stores.outbox.add(staffMails(announcement, context), now);
  return announcement;
}

function affectedGroups(before: PolicyDocument = {}, after: PolicyDocument): readonly GroupId[] {
  const changed = new Set([...policyEffects(before, after).map(({ group }) => group), ...audienceOfLists(before, after)]);
  return changed.size === 0 ? GROUP_IDS : GROUP_IDS.filter((group) => changed.has(group));
}

/** The groups of every list that is new, gone or does something else than before. */
function audienceOfLists({ lists: before = [] }: PolicyDocument, { lists: after = [] }: PolicyDocument): readonly GroupId[] {
  const [old, fresh] = [before, after].map((lists) => new Map(lists.map((list) => [list.id, list] as const)));
  const ids = new Set([...before, ...after].map(({ id }) => id));
  const changed = [...ids].map((id) => [old?.get(id), fresh?.get(id)]).filter(([one, other]) => doesOf(one) !== doesOf(other));
  return changed.flat().flatMap((list) => (list === undefined ? [] : (list.audience?.groups ?? GROUP_IDS)));
}

/** Without why, whose it is and until when: pupils feel nothing of that. */
function doesOf(list: SiteList | undefined): string {
  const { action, sites, audience, locked = false, urgent = false } = list ?? {};
  return canonicalJson([action ?? null, sites ?? null, audience ?? null, locked, urgent]);
}

function staffMails(announcement: Announcement, { config }: ServiceContext) {
  const { id, text, groups, emergency, effectiveAt } = announcement;
  const lists = new Set(config.schools.flatMap(({ staff }) => (staff === undefined ? [] : [staff.email])));
  const when = whenWords(announcement);
  const bulletin = {
    title: emergency ? 'Filtering was changed at once' : `Filtering changes at ${momentWords(effectiveAt)}`,
    words: [text, `${when}, for: ${groups.map(groupWords).join(', ')}.`],
    items: [],
    reason: 'This address is the school’s list of staff, who are told of changes of the filtering policy.',
  };
  return [...lists].map((to) => bulletinDelivery(to, `announcement|${id}`, bulletin));
}

function whenWords({ effectiveAt, createdAt, emergency }: Announcement): string {
  const moment = momentWords(effectiveAt);
  if (emergency) return `An emergency change, in force since ${moment}`;
  return effectiveAt > createdAt ? `From ${moment} on` : `Since ${moment}`;
}

/** What somebody of a group is shown now, the newest first. */
export async function announcementsFor(
  group: GroupId,
  { stores, clock }: Pick<ServiceContext, 'stores' | 'clock'>,
): Promise<{ readonly when: string; readonly text: string }[]> {
  const shown = await stores.announcements.shown(clock());
  return shown.filter(({ groups }) => groups.includes(group)).map((one) => ({ when: whenWords(one), text: one.text }));
}
