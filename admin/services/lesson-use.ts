import Value from 'typebox/value';
import { formatLondon } from '../../core/london-time.ts';
import type { Override } from '../../core/override.ts';
import { OverrideSchema } from '../../core/override.ts';
import { epochMs } from '../../core/units.ts';
import type { AuditEntry } from '../../storage/audit-log.ts';
import { countGrantUse } from '../../storage/grant-use.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';
import { outsideOf } from './scopes.ts';
import { days } from './times.ts';

/** Whoever asks waits for it. */
const BUDGET_MS = 5_000;
const MOST = 1_000;

/**
 * What teachers opened for their classes in the last days, and how much use was made of it: numbers, nobody's name (row I09). Taken from
 * the audit log, since a grant is forgotten a day after its end. A school's principal sees its classes, a teacher their own.
 */
export async function reportLessonUse(principal: Principal, count: number, context: ServiceContext & { readonly recordsFolder: string }) {
  const { stores, clock, recordsFolder: folder } = context;
  const now = clock();
  const since = epochMs(now - days(count));
  const entries = await stores.audit.newest({ actions: ['lesson.open'], since, limit: MOST });
  const lessons: Override[] = [];
  for (const lesson of entries.flatMap(lessonOf)) {
    if ((await outsideOf(principal, lesson.scope, context)) === undefined) lessons.push(lesson);
  }
  const { use, complete } = await countGrantUse({ folder, now, days: count + 1, budgetMs: BUDGET_MS, grantOf: grantIn(lessons) });
  const items = lessons.map(({ id, scope, hosts, grantedBy, reason, from, until }) => ({
    ...{ id, class: scope.id ?? '', hosts, by: grantedBy, reason },
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    requests: use.get(id)?.requests ?? 0,
    people: use.get(id)?.people.size ?? 0,
  }));
  return { days: count, complete, items };
}

/** Of an entry that was cut for its length there is no lesson left to read. */
function lessonOf({ detail, outcome }: AuditEntry): Override[] {
  const { id, kind, scope, hosts, from, until, reason, grantedBy } = detail;
  if (outcome !== 'done' || typeof from !== 'string' || typeof until !== 'string') return [];
  const lesson = { id, kind, scope, hosts, from: Date.parse(from), until: Date.parse(until), reason, grantedBy };
  return Value.Check(OverrideSchema, lesson) ? [lesson] : [];
}

/** A record names whoever opened it, until when and why (categoriser/rules/override.ts), which is one lesson, or several alike. */
function grantIn(lessons: readonly Override[]): (reason: string, host: string, at: number) => string | undefined {
  const byReason = Map.groupBy(
    lessons,
    ({ grantedBy, until, reason }) => `Allowed by a lesson grant of ${grantedBy} until ${formatLondon(epochMs(until))}: ${reason}`,
  );
  return (reason, host, at) => {
    const alike = byReason.get(reason) ?? [];
    const isOpen = ({ from, hosts }: Override) => from <= at && hosts.some((one) => host === one || host.endsWith(`.${one}`));
    return alike.find(isOpen)?.id;
  };
}
