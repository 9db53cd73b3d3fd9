import { type AccessRecord, isDecision } from '../core/access-record.ts';
import { isTryIt } from '../core/try-it.ts';
import { type LatelyQuery, readLately } from './recorded-days.ts';

/** Of what was decided lately: how much of it nobody could look into, and how much of it nobody is known to have done (row D10). */
export interface RecordShares {
  readonly decisions: number;
  /** Only the site's name was seen. */
  readonly byNameOnly: number;
  /** No name: at most the network is known. */
  readonly byNobodyKnown: number;
  readonly refused: number;
  readonly complete: boolean;
}

/** Every line has it. */
const NEEDLE = Buffer.from('"event":"');

export interface RecordSharesOptions extends Omit<LatelyQuery, 'needle'> {
  /** Null: of every school. */
  readonly school: string | null;
}

export async function countRecordShares(
  { school, ...lately }: RecordSharesOptions,
  nowMs: () => number = () => performance.now(),
): Promise<RecordShares> {
  const counts = { decisions: 0, byNameOnly: 0, byNobodyKnown: 0, refused: 0 };
  const take = (record: AccessRecord) => {
    if (!isDecision(record) || isTryIt(record) || (school !== null && record.school !== school)) return;
    counts.decisions++;
    if (record.visibility === 'host') counts.byNameOnly++;
    if (record.username === null) counts.byNobodyKnown++;
    if (record.action !== 'allow') counts.refused++;
  };
  const complete = await readLately({ ...lately, needle: NEEDLE }, take, nowMs);
  return { ...counts, complete };
}
