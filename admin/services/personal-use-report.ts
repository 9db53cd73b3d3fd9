import type { Config } from '../../config/schema/config.ts';
import { normaliseUserName } from '../../core/identity.ts';
import type { PersonalUseRow, PersonalUseWeek } from '../../core/personal-use-report.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';

export type PersonalUseReportContext = Pick<ServiceContext, 'stores' | 'clock'> & {
  readonly config: Pick<Config, 'personalUseReport'>;
};

const iso = (at: number): string => new Date(at).toISOString();

/** Whether private use is monitored, why and how, and the weeks there are: numbers, never names. */
export async function personalUseReport(principal: Principal, context: PersonalUseReportContext) {
  const { enabled, reason = null, notice = null, minutesAWeek, workTime, keepWeeks } = context.config.personalUseReport;
  const weeks = await keptWeeks(context);
  return {
    ...{ enabled, reason, notice, minutesAWeek: enabled ? minutesAWeek : {}, workTime, keepWeeks },
    weeks: weeks.map(({ week, reckonedAt, rows }) => ({
      week,
      reckonedAt: iso(reckonedAt),
      people: rows.filter((row) => isVisible(principal, row)).length,
    })),
  };
}

/** Who passed a threshold in a week, and in what. Each person shown is written down as looked at, under the reason given. */
export async function personalUseWeek(
  principal: Principal,
  { week, reason }: { readonly week: string; readonly reason: string },
  context: PersonalUseReportContext,
) {
  const found = (await keptWeeks(context)).find((one) => one.week === week);
  if (found === undefined) throw new Problem('not-found', 'That week was not counted, or is forgotten by now.');
  const rows = found.rows.filter((row) => isVisible(principal, row));
  await looked(principal, { action: 'personal-use-report.week', subject: week, reason, people: rows.length }, context);
  for (const { person } of rows) {
    await looked(principal, { action: 'personal-use-report.person', subject: person, reason, week }, context);
  }
  return { week, reckonedAt: iso(found.reckonedAt), minutesAWeek: found.minutesAWeek, items: rows };
}

/** The weeks in which one person passed a threshold, the newest first: written down as a look at them, also where there is none. */
export async function personalUseOf(
  principal: Principal,
  { person, reason }: { readonly person: string; readonly reason: string },
  context: PersonalUseReportContext,
) {
  const name = normaliseUserName(person);
  await looked(principal, { action: 'personal-use-report.person', subject: name, reason }, context);
  const items = (await keptWeeks(context)).flatMap(({ week, minutesAWeek, rows }) =>
    rows.filter((row) => row.person === name && isVisible(principal, row)).map(({ minutes }) => ({ week, minutes, minutesAWeek })),
  );
  return { person: name, items };
}

/** Once it is switched off, nothing is shown that is not yet purged. */
async function keptWeeks({ config, stores }: PersonalUseReportContext): Promise<readonly PersonalUseWeek[]> {
  return config.personalUseReport.enabled ? stores.personalUseWeeks.list() : [];
}

function isVisible({ school }: Principal, row: PersonalUseRow): boolean {
  return school === null || row.school === school;
}

interface Look {
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  readonly week?: string;
  readonly people?: number;
}

async function looked(
  { actor, role, school }: Principal,
  { action, subject, reason, ...more }: Look,
  { stores, clock }: PersonalUseReportContext,
): Promise<void> {
  const detail = { role, school, purpose: 'compliance', reference: reason, ...more };
  await stores.audit.append({ at: clock(), actor, action, subject, outcome: 'done', detail });
}
