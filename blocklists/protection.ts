import Type from 'typebox';
import type { CategoryId } from '../core/category.ts';
import type { EpochMs } from '../core/units.ts';
import type { PublishedLists, SourceStatus } from '../storage/list-store.ts';

/** What each class of protection rests on. */
const CLASSES = {
  'sealed-child-abuse': { title: 'Child sexual abuse material (sealed list)', sealed: true, categories: ['child-sexual-abuse'] },
  'sealed-terrorist': { title: 'Unlawful terrorist content (sealed list)', sealed: true, categories: ['unlawful-terrorist-content'] },
  'terrorism-extremism': { title: 'Terrorism and extremism', sealed: false, categories: ['terrorism', 'extremism'] },
  pornography: { title: 'Pornography', sealed: false, categories: ['pornography', 'extreme-pornography'] },
  malware: { title: 'Malware and phishing', sealed: false, categories: ['malware', 'phishing'] },
  'self-harm': { title: 'Self-harm and suicide', sealed: false, categories: ['self-harm', 'suicide'] },
  circumvention: { title: 'Ways round the filter', sealed: false, categories: ['vpn-proxy', 'dns-over-https'] },
} as const satisfies Record<string, { title: string; sealed: boolean; categories: readonly CategoryId[] }>;

export const PROTECTION_CLASSES = Object.keys(CLASSES) as ProtectionClass[];
export type ProtectionClass = keyof typeof CLASSES;

const HOUR_MS = 3_600_000;
/** Contract: sealed lists are stale after 24 hours (their publishers refresh them twice daily), others after 7 days. */
const SEALED_STALE_MS = 24 * HOUR_MS;
const STALE_MS = 7 * 24 * HOUR_MS;
/** A check "in the future" by more than this comes from a clock that was wrong, and proves nothing. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export const ProtectionReportSchema = Type.Object({
  at: Type.Integer({ description: 'EpochMs' }),
  listVersion: Type.Union([Type.String(), Type.Null()]),
  classes: Type.Array(
    Type.Object({
      class: Type.Enum([...PROTECTION_CLASSES]),
      title: Type.String(),
      status: Type.Enum(['protected', 'stale', 'missing']),
      entries: Type.Integer({ description: 'of the sources below' }),
      undecidable: Type.Integer({
        description:
          'sealed entries that name single pages of secure sites which nobody opens: inspection is off, or the list does not mark its hosts',
      }),
      ageMs: Type.Union([Type.Integer(), Type.Null()], { description: 'since the last successful check of the freshest source' }),
      sources: Type.Array(
        Type.Object({
          id: Type.String(),
          entries: Type.Integer(),
          checkedAt: Type.Union([Type.Integer(), Type.Null()]),
          ageMs: Type.Union([Type.Integer(), Type.Null()]),
          status: Type.String(),
        }),
      ),
    }),
  ),
});
export type ProtectionReport = Type.Static<typeof ProtectionReportSchema>;
type ClassReport = ProtectionReport['classes'][number];

/**
 * Whether pupils are protected, class by class, by the lists in force. Our own seed lists and the canaries never count.
 * `inspects`: secure sites are opened for some, so that single pages can be told apart.
 */
export function protectionStatus(current: PublishedLists | undefined, now: EpochMs, inspects = false): ProtectionReport {
  const sources = current?.sources.filter((source) => !source.own) ?? [];
  const classes = PROTECTION_CLASSES.map((id) => classReport(id, sources, now, inspects));
  return { at: now, listVersion: current?.version ?? null, classes };
}

function classReport(id: ProtectionClass, all: readonly SourceStatus[], now: EpochMs, inspects: boolean): ClassReport {
  const { title, sealed, categories } = CLASSES[id];
  const protecting = all.filter((source) => protects(source, categories, sealed));
  const sources = protecting.map((source) => {
    const { id: sourceId, checkedAt, status } = source;
    return { id: sourceId, entries: countOf(source.categories, categories), checkedAt, ageMs: ageOf(source, now), status };
  });
  const undecidable = sealed ? protecting.reduce((sum, source) => sum + undecidableOf(source, categories, inspects), 0) : 0;
  const ages = sources.flatMap((source) => (source.ageMs === null ? [] : [source.ageMs]));
  const ageMs = ages.length === 0 ? null : Math.min(...ages);
  return {
    class: id,
    title,
    status: statusOf(sources.length, ageMs, sealed),
    entries: sources.reduce((sum, source) => sum + source.entries, 0),
    undecidable,
    ageMs,
    sources,
  };
}

/**
 * Whether a source protects at all, however fresh. A sealed list does with every entry. Of any other, most entries must be
 * hosts: nearly all of the web is HTTPS, where a listed page cannot be seen, so a thousand pages whose hosts are not listed
 * protect nobody.
 */
function protects(source: SourceStatus, categories: readonly CategoryId[], sealed: boolean): boolean {
  const entries = countOf(source.categories, categories);
  return entries > 0 && (sealed || countOf(source.hostCategories, categories) * 2 >= entries);
}

/** What a category's protection is reported under; undefined for one that is no such class. */
export function protectionClassOf(category: CategoryId): ProtectionClass | undefined {
  return PROTECTION_CLASSES.find((id) => (CLASSES[id].categories as readonly CategoryId[]).includes(category));
}

function undecidableOf(
  { categories, hostCategories, pageHosts = 0 }: SourceStatus,
  wanted: readonly CategoryId[],
  inspects: boolean,
): number {
  return inspects && pageHosts > 0 ? 0 : countOf(categories, wanted) - countOf(hostCategories, wanted);
}

function countOf(counts: Readonly<Record<string, number>>, categories: readonly CategoryId[]): number {
  return categories.reduce((sum, category) => sum + (counts[category] ?? 0), 0);
}

function ageOf({ checkedAt }: SourceStatus, now: EpochMs): number | null {
  if (checkedAt === null || checkedAt > now + CLOCK_TOLERANCE_MS) return null;
  return Math.max(0, now - checkedAt);
}

function statusOf(sources: number, ageMs: number | null, sealed: boolean): ClassReport['status'] {
  if (sources === 0) return 'missing';
  return ageMs !== null && ageMs <= (sealed ? SEALED_STALE_MS : STALE_MS) ? 'protected' : 'stale';
}

/** The line beneath the ready line, null when every class is protected: `NOT PROTECTED: pornography, malware (stale)`. */
export function protectionNotice(report: ProtectionReport): string | null {
  const lacking = report.classes
    .filter(({ status }) => status !== 'protected')
    .map((item) => (item.status === 'stale' ? `${item.class} (stale)` : item.class));
  return lacking.length === 0 ? null : `NOT PROTECTED: ${lacking.join(', ')}`;
}
