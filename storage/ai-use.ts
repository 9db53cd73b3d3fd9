import { type AccessRecord, isDecision } from '../core/access-record.ts';
import { type GroupId, isGroupId } from '../core/identity.ts';
import { type LatelyQuery, readLately } from './recorded-days.ts';

/** What one group did with one AI tool: numbers, never names, nothing of what was asked of it (row R30). */
export interface AiUse {
  readonly tool: string;
  readonly group: GroupId;
  /** Tunnels and requests that were let through, and those that were refused or asked first. */
  readonly allowed: number;
  readonly refused: number;
  /** Different people; somebody unknown counts by address. */
  readonly people: number;
}

export interface AiUseOptions extends Omit<LatelyQuery, 'needle'> {
  /** Null: of every school. */
  readonly school: string | null;
  /** What a host is counted as; undefined where it is no AI tool. */
  readonly toolOf: (host: string, isListed: boolean) => string | undefined;
}

/** The category, and the ids of the register's entries, which stand in the reason of what they let through. */
const NEEDLE = Buffer.from('ai-tool');

/** Counts the records of the last days by tool and group, the most used first. `complete`: there was time to read all of those days. */
export async function countAiUse(
  { school, toolOf, ...lately }: AiUseOptions,
  nowMs: () => number = () => performance.now(),
): Promise<{ readonly use: readonly AiUse[]; readonly complete: boolean }> {
  const counts = new Map<string, { tool: string; group: GroupId; allowed: number; refused: number; people: Set<string> }>();
  const take = (record: AccessRecord) => {
    const { host, categories, group, username, clientIp, action, school: where } = record;
    if (!isDecision(record) || (school !== null && where !== school) || !isGroupId(group)) return;
    const tool = toolOf(host, categories.includes('ai-tools'));
    if (tool === undefined) return;
    const key = `${group} ${tool}`;
    const count = counts.get(key) ?? { tool, group, allowed: 0, refused: 0, people: new Set<string>() };
    counts.set(key, count);
    count[action === 'allow' ? 'allowed' : 'refused']++;
    count.people.add(username ?? clientIp);
  };
  const complete = await readLately({ ...lately, needle: NEEDLE }, take, nowMs);
  const use = [...counts.values()].map(({ people, ...count }) => ({ ...count, people: people.size }));
  const times = ({ allowed, refused }: AiUse) => allowed + refused;
  const name = ({ tool, group }: AiUse) => `${tool} ${group}`;
  return { use: use.sort((a, b) => times(b) - times(a) || (name(a) < name(b) ? -1 : 1)), complete };
}
