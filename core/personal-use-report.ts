import Type from 'typebox';
import { type AccessRecord, isDecision } from './access-record.ts';
import { type CategoryId, categoryInfo, isCategoryId } from './category.ts';
import { GROUP_WITH_PERSONAL_USE } from './personal-use.ts';

/**
 * The weekly report of staff's private use in working time (row R19): what may be counted at all. None of these tells of health, belief,
 * politics, money, looking for work or need of help, and none is what safeguarding leads are alerted to.
 */
export const REPORTABLE_CATEGORIES = [
  'social-media',
  'chat',
  'forums',
  'webmail',
  'video',
  'audio',
  'games',
  'shopping',
  'sports',
  'celebrity',
  'news',
] as const satisfies readonly CategoryId[];
export type ReportableCategory = (typeof REPORTABLE_CATEGORIES)[number];

/** A site that is one of these too may be for work, or is nobody's business: it is not counted. */
const NEVER: ReadonlySet<CategoryId> = new Set<CategoryId>([
  'support',
  'relationships-sex-health',
  'religion',
  'politics',
  'finance',
  'jobs',
  'education',
  'assistive',
]);

/** How the reason of a record begins whose person went on from a coach page (categoriser/rules/override.ts). */
export const WENT_ON = 'Allowed by the way on that this person chose';

export function isReportable(id: string): id is ReportableCategory {
  return (REPORTABLE_CATEGORIES as readonly string[]).includes(id);
}

/**
 * What a record counts as, whoever it is of. Nothing, unless a named member of staff was let through to a page that they opened
 * themselves, or to a connection of which that cannot be seen, by the policy of the category alone: what a list, an override or a
 * lesson opened was opened for work.
 */
export function reportableCategories(record: AccessRecord): readonly ReportableCategory[] {
  const { group, username, action, rule, reason, signal, intent, categories } = record;
  const isOwn = intent === 'navigation' || intent === 'unknown';
  const isByPolicy = rule === 'category' || (rule === 'override' && reason.startsWith(WENT_ON));
  if (!isDecision(record) || !isOwn || !isByPolicy || group !== GROUP_WITH_PERSONAL_USE || username === null) return [];
  if (action !== 'allow' || signal !== 'none' || didNotOpen(record) || !categories.every(mayBeCounted)) return [];
  return categories.filter(isReportable);
}

/**
 * The site could not be reached: a tab that asks a dead one again all day shows nobody anything. Where that took longer than two seconds
 * the first record does not know yet, and the close says so.
 */
export function didNotOpen({ status }: Pick<AccessRecord, 'status'>): boolean {
  return status === 502 || status === 504;
}

function mayBeCounted(id: string): boolean {
  if (!isCategoryId(id) || NEVER.has(id)) return false;
  const { tier, signal, theme } = categoryInfo(id);
  return tier === 'ordinary' && signal === 'none' && theme === null;
}

/** One person's week: only categories in which the threshold was passed, and nothing of what was opened. */
export const PersonalUseRowSchema = Type.Object({
  /** In the form that names are compared in. */
  person: Type.String(),
  school: Type.Union([Type.Null(), Type.String()]),
  /** Minutes by category. */
  minutes: Type.Record(Type.String(), Type.Integer()),
});
export type PersonalUseRow = Type.Static<typeof PersonalUseRowSchema>;

export const PersonalUseWeekSchema = Type.Object({
  /** Its Monday, `2026-11-16`. */
  week: Type.String(),
  /** EpochMs at which it began. */
  from: Type.Integer(),
  reckonedAt: Type.Integer(),
  /** As they were when it was reckoned. */
  minutesAWeek: Type.Record(Type.String(), Type.Integer()),
  rows: Type.Array(PersonalUseRowSchema),
});
export type PersonalUseWeek = Type.Static<typeof PersonalUseWeekSchema>;
