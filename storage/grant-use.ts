import { type AccessRecord, isDecision } from '../core/access-record.ts';
import { type LatelyQuery, readLately } from './recorded-days.ts';

export interface GrantUse {
  readonly people: Set<string>;
  requests: number;
}

export interface GrantUseOptions extends Omit<LatelyQuery, 'needle'> {
  /** Which grant let a record through, by its reason; undefined where it is none of those asked for. */
  readonly grantOf: (reason: string, host: string, at: number) => string | undefined;
}

const NEEDLE = Buffer.from('Allowed by a lesson grant of ');

/** Counts what lesson grants let through in the last days, by grant. */
export async function countGrantUse(
  { grantOf, ...lately }: GrantUseOptions,
  nowMs: () => number = () => performance.now(),
): Promise<{ readonly use: ReadonlyMap<string, GrantUse>; readonly complete: boolean }> {
  const use = new Map<string, GrantUse>();
  const take = (record: AccessRecord) => {
    if (!isDecision(record)) return;
    const { reason, host, time, username, clientIp } = record;
    const grant = grantOf(reason, host, Date.parse(time));
    if (grant === undefined) return;
    const known = use.get(grant) ?? { requests: 0, people: new Set<string>() };
    use.set(grant, known);
    known.requests++;
    known.people.add(username ?? clientIp);
  };
  const complete = await readLately({ ...lately, needle: NEEDLE }, take, nowMs);
  return { use, complete };
}
