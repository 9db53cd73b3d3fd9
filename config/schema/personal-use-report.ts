import Type from 'typebox';
import { REPORTABLE_CATEGORIES, type ReportableCategory } from '../../core/personal-use-report.ts';
import { ScheduleSchema } from '../../core/policy.ts';
import { missingIn, NoticeSchema } from './notice.ts';
import type { Problem } from './problem.ts';

const strict = { additionalProperties: false } as const;
/** Less would be no report of excessive use, but of everybody's lunch. */
const LEAST_MINUTES = 30;
/** Forty hours. */
const MOST_MINUTES = 2_400;

export const PersonalUseReportSchema = Type.Object(
  {
    enabled: Type.Boolean({ default: false }),
    reason: Type.Optional(Type.String({ maxLength: 500, description: 'why the trust monitors private use' })),
    notice: Type.Optional(NoticeSchema),
    minutesAWeek: Type.Unsafe<{ readonly [Id in ReportableCategory]?: number }>(
      Type.Object(
        Object.fromEntries(
          REPORTABLE_CATEGORIES.map((id) => [id, Type.Optional(Type.Integer({ minimum: LEAST_MINUTES, maximum: MOST_MINUTES }))]),
        ),
        { ...strict, default: {}, description: 'a category that is not named is not counted' },
      ),
    ),
    workTime: Type.Array(ScheduleSchema.properties.windows.items, {
      default: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', until: '17:00' }],
      minItems: 1,
      maxItems: 100,
    }),
    keepWeeks: Type.Integer({ minimum: 1, maximum: 52, default: 12 }),
  },
  { ...strict, default: {} },
);
export type PersonalUseReportSettings = Type.Static<typeof PersonalUseReportSchema>;

/** Counting what staff do takes a reason, a notice they were given and an assessment. */
export function* personalUseReportProblems({ enabled, reason = '', notice, minutesAWeek }: PersonalUseReportSettings): Generator<Problem> {
  const path = ['personalUseReport', 'enabled'];
  if (!enabled) return;
  const lacks = missingIn(notice);
  if (lacks.length > 0)
    yield { path, message: `refused: staff must be told before their use is counted; notice lacks ${lacks.join(', ')}` };
  if (reason.trim().length < 10) yield { path, message: 'refused: say in personalUseReport.reason why private use is monitored' };
  if (Object.keys(minutesAWeek).length === 0)
    yield { path, message: 'refused: name the categories and their minutes in personalUseReport.minutesAWeek' };
}
