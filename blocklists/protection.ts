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

/** Whether pupils are protected, class by class, by the lists in force. Our own seed lists and the canaries never count. */
export function protectionStatus(current: PublishedLists | undefined, now: EpochMs): ProtectionReport {
  const sources = current?.sources.filter((source) => !source.own) ?? [];
  return { at: now, listVersion: current?.version ?? null, classes: PROTECTION_CLASSES.map((id) => classReport(id, sources, now)) };
}

function classReport(id: ProtectionClass, all: readonly SourceStatus[], now: EpochMs): ClassReport {
  const { title, sealed, categories } = CLASSES[id];
  const sources = all
    .filter((source) => protects(source, categories, sealed))
    .map((source) => {
      const { id: sourceId, checkedAt, status } = source;
      return { id: sourceId, entries: countOf(source.categories, categories), checkedAt, ageMs: ageOf(source, now), status };
    });
  const ages = sources.flatMap((source) => (source.ageMs === null ? [] : [source.ageMs]));
  const ageMs = ages.length === 0 ? null : Math.min(...ages);
  return {
    class: id,
    title,
    status: statusOf(sources.length, ageMs, sealed),
    entries: sources.reduce((sum, source) => sum + source.entries, 0),
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
