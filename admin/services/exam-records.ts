import { compileExam } from '../../categoriser/policy/compile-measures.ts';
import { examIndex, examsOf } from '../../categoriser/policy/exam-index.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { parseIpAddress } from '../../core/address.ts';
import { isGroupId } from '../../core/identity.ts';
import { formatLondon } from '../../core/london-time.ts';
import type { ExamWindow } from '../../core/measure.ts';
import { epochMs } from '../../core/units.ts';
import { recordsBetween } from '../../storage/window-records.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { csvRow, csvText } from './csv-text.ts';
import { runningMeasures } from './measures.ts';

export const EXAM_FORMATS = ['csv', 'jsonl'] as const;
export type ExamFormat = (typeof EXAM_FORMATS)[number];
type Context = ServiceContext & { readonly recordsFolder: string };

const HEAD = [
  'time_utc',
  'time_london',
  'person',
  'computer',
  'address',
  'school',
  'group',
  'site',
  'page',
  'search',
  'result',
  'rule',
  'reason',
];

/**
 * What was done in an exam window by those it was for, as evidence for the exams officer (row R35): as many times as it is asked for, and
 * each time written down as a look at them. What safeguarding leads are told of is left out: it is theirs. Classes are those of today.
 */
export async function examRecords(
  principal: Principal,
  { id, format, reference }: { readonly id: string; readonly format: ExamFormat; readonly reference: string },
  context: Context,
): Promise<AsyncIterable<string>> {
  const { stores, clock, recordsFolder } = context;
  const exam = (await runningMeasures(principal, 'exam', context, epochMs(0))).find((one) => one.id === id);
  if (exam === undefined) throw new Problem('not-found', 'There is no such exam window, or it is forgotten by now.');
  const detail = { role: principal.role, purpose: 'compliance', reference, format, from: exam.from, until: exam.until };
  await stores.audit.append({ at: clock(), actor: principal.actor, action: 'exam.records', subject: id, outcome: 'done', detail });
  const stretches = recordsBetween(recordsFolder, epochMs(exam.from), epochMs(Math.min(exam.until, clock())));
  return written(stretches, format, takesPart(principal, exam, context));
}

async function* written(
  stretches: AsyncIterable<readonly AccessRecord[]>,
  format: ExamFormat,
  isPart: (record: AccessRecord) => boolean,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvText(HEAD, []);
  for await (const stretch of stretches) {
    const rows = stretch.filter(isPart).map((record) => (format === 'csv' ? csvRow(cellsOf(record)) : `${JSON.stringify(record)}\n`));
    if (rows.length > 0) yield rows.join('');
  }
}

/** By the same audience that decides. */
function takesPart({ school: own }: Principal, exam: ExamWindow, { policy, networkOf }: Context): (record: AccessRecord) => boolean {
  const members = new Map([...policy.classes()].map(([id, one]) => [id, one.members]));
  const index = examIndex([compileExam(exam, members)]);
  return ({ signal, username, computer, school, group, attribution, clientIp }) => {
    if (signal !== 'none' || !isGroupId(group) || (own !== null && school !== own)) return false;
    const ip = parseIpAddress(clientIp);
    const network = ip === undefined ? undefined : networkOf(ip);
    return examsOf(index, { username, computer, school, group, attribution, ...(network !== undefined && { network }) }).length > 0;
  };
}

function cellsOf({
  time,
  username,
  computer,
  clientIp,
  school,
  group,
  host,
  url,
  searchTerm,
  action,
  rule,
  reason,
}: AccessRecord): string[] {
  const london = formatLondon(epochMs(Date.parse(time)));
  return [time, london, username ?? '', computer ?? '', clientIp, school ?? '', group, host, url, searchTerm ?? '', action, rule, reason];
}
