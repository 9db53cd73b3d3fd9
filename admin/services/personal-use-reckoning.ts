import { type CompiledSchedule, compileSchedules, isInForce } from '../../categoriser/policy/schedule.ts';
import type { Config } from '../../config/schema/config.ts';
import type { PersonalUseReportSettings } from '../../config/schema/personal-use-report.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { londonTime } from '../../core/london-time.ts';
import { GROUP_WITH_PERSONAL_USE, strictestOf } from '../../core/personal-use.ts';
import type { PersonalUseRow, ReportableCategory } from '../../core/personal-use-report.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { countPersonalUse, type PersonalUse } from '../../storage/personal-use-minutes.ts';
import { readPolicy } from '../../storage/saved-policy.ts';
import type { AdminContext } from '../context.ts';
import { dayOf, startOfDay } from './calendar-day.ts';
import { days } from './times.ts';

/** When the night's late records are on disk, and nobody waits for the machine. */
const NOT_BEFORE_HOUR = 5;

export type ReckoningContext = Pick<AdminContext, 'stores' | 'policy' | 'clock'> & {
  readonly config: Pick<Config, 'personalUseReport'>;
  readonly recordsFolder: string;
};

/**
 * Counts last week's private use by staff, once, from Monday five o'clock on (row R19); called every hour. Nothing of the days before
 * staff were told. Kept are those who passed a threshold, and what they passed it in.
 */
export async function reckonPersonalUse(context: ReckoningContext, isOver: () => boolean = () => false): Promise<void> {
  const { stores, clock, config } = context;
  const { enabled, notice, reason, minutesAWeek } = config.personalUseReport;
  const { from, until } = lastWeek(clock());
  const toldFrom = startOfDay(notice?.from ?? '');
  if (!enabled || toldFrom === undefined || toldFrom >= until || londonTime(clock()).minute < NOT_BEFORE_HOUR * 60) return;
  const week = dayOf(from);
  if ((await stores.personalUseWeeks.list()).some((one) => one.week === week)) return;
  const counts = countedBy(config.personalUseReport, context);
  const begins = epochMs(Math.max(from, toldFrom));
  const use = await countPersonalUse({ folder: context.recordsFolder, from: begins, until, counted: counts, isOver });
  if (use === undefined) return;
  const rows = await rowsOf(use, minutesAWeek, context);
  const detail = { people: rows.length, minutesAWeek, reason, dpia: notice?.dpia, noticeFrom: notice?.from };
  const entry = { at: clock(), actor: 'system', action: 'personal-use-report.reckon', subject: week, outcome: 'done', detail } as const;
  await stores.audit.append(entry);
  await stores.personalUseWeeks.add({ week, from, reckonedAt: clock(), minutesAWeek: { ...minutesAWeek }, rows });
}

/** Monday to Sunday in London, the last that is over. */
function lastWeek(now: EpochMs): { readonly from: EpochMs; readonly until: EpochMs } {
  const { weekday } = londonTime(now);
  // Noon, so that a change of the clocks leads to no other day.
  const today = startOfDay(dayOf(now)) ?? now;
  const monday = dayOf(today + days(0.5) - days(weekday));
  const until = startOfDay(monday) ?? now;
  return { until, from: startOfDay(dayOf(until + days(0.5) - days(7))) ?? now };
}

/** By the policy that each record was decided by: working time by its calendar, and time for personal use by its schedules. */
function countedBy({ minutesAWeek, workTime }: PersonalUseReportSettings, { stores, policy }: ReckoningContext) {
  const read = async (version: string): Promise<Times> => {
    const saved = await stores.policies.get(version);
    const document = saved === undefined ? undefined : readPolicy(saved.document);
    return timesOf(document?.ok === true ? document.value : policy.document(), workTime);
  };
  const byVersion = new Map<string, Promise<Times>>();
  return async (categories: readonly ReportableCategory[], { policyVersion }: AccessRecord, at: EpochMs) => {
    const wanted = categories.filter((id) => minutesAWeek[id] !== undefined);
    if (wanted.length === 0) return [];
    const times = byVersion.get(policyVersion) ?? read(policyVersion);
    byVersion.set(policyVersion, times);
    const { isWork, isPersonal } = await times;
    return isWork(at) ? wanted.filter((id) => !isPersonal(id, at)) : [];
  };
}

interface Times {
  readonly isWork: (at: EpochMs) => boolean;
  readonly isPersonal: (category: ReportableCategory, at: EpochMs) => boolean;
}

function timesOf(document: PolicyDocument, windows: PersonalUseReportSettings['workTime']): Times {
  // Days out of term are nobody's working time, where the policy knows the terms.
  const dates = (document.calendar?.terms ?? []).length > 0 ? 'term-time' : 'any';
  const work = compileSchedules({ ...document, schedules: [{ id: 'work', windows, dates }] });
  const schedules = new Map(compileSchedules(document).map((one) => [one.id, one] as const));
  const holds = (schedule: CompiledSchedule | undefined, at: EpochMs) => schedule !== undefined && isInForce(schedule, at);
  return {
    isWork: (at) => holds(work[0], at),
    isPersonal: (category, at) => {
      const spec = document.groups?.[GROUP_WITH_PERSONAL_USE]?.categories?.[category];
      if (spec === undefined || typeof spec === 'string') return false;
      const now = holds(schedules.get(spec.during), at) ? spec.action : spec.otherwise;
      return now !== strictestOf(spec);
    },
  };
}

/** Those who passed a threshold. Whom the directory knows to be no staff is left out, whatever a record says. */
async function rowsOf(
  use: ReadonlyMap<string, PersonalUse>,
  minutesAWeek: PersonalUseReportSettings['minutesAWeek'],
  { stores }: ReckoningContext,
): Promise<PersonalUseRow[]> {
  const rows: PersonalUseRow[] = [];
  for (const [person, { minutes, school }] of [...use].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const above = [...minutes].filter(([id, count]) => count > (minutesAWeek[id] ?? Number.POSITIVE_INFINITY));
    if (above.length === 0) continue;
    const known = await stores.people.get(person);
    if (known !== undefined && known.group !== GROUP_WITH_PERSONAL_USE) continue;
    rows.push({ person, school: known === undefined ? school : known.school, minutes: Object.fromEntries(above) });
  }
  return rows;
}
