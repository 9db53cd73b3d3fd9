import { type GroupId, isGroupId } from '../core/identity.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { readDayLinesWith } from './record-spool/day-lines.ts';
import { parseRecord } from './record-spool/decode.ts';
import { DAY_MS, dayOf, listDays } from './record-spool/layout.ts';

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

export interface AiUseOptions {
  readonly folder: string;
  /** Null: of every school. */
  readonly school: string | null;
  readonly now: EpochMs;
  readonly days: number;
  /** What a host is counted as; undefined where it is no AI tool. */
  readonly toolOf: (host: string, isListed: boolean) => string | undefined;
  /** How long it may take: the newest days are read first. */
  readonly budgetMs: number;
}

/** The category, and the ids of the register's entries, which stand in the reason of what they let through. */
const NEEDLE = Buffer.from('ai-tool');

/** Counts the records of the last days by tool and group, the most used first. `complete`: there was time to read all of those days. */
export async function countAiUse(
  { folder, school, now, days, toolOf, budgetMs }: AiUseOptions,
  nowMs: () => number = () => performance.now(),
): Promise<{ readonly use: readonly AiUse[]; readonly complete: boolean }> {
  const first = dayOf(epochMs(now - (days - 1) * DAY_MS));
  const counts = new Map<string, { tool: string; group: GroupId; allowed: number; refused: number; people: Set<string> }>();
  const until = nowMs() + budgetMs;
  let isLate = false;
  const isOver = (): boolean => {
    isLate ||= nowMs() > until;
    return isLate;
  };
  for (const day of (await listDays(folder)).filter((one) => one >= first).reverse()) {
    for await (const line of readDayLinesWith(folder, day, NEEDLE, isOver)) {
      const parsed = parseRecord(line);
      if (!parsed.ok) continue;
      const { event, host, categories, group, username, clientIp, action, school: where } = parsed.value;
      const isDecision = event === 'request' || event === 'tunnel-open';
      if (!isDecision || (school !== null && where !== school) || !isGroupId(group)) continue;
      const tool = toolOf(host, categories.includes('ai-tools'));
      if (tool === undefined) continue;
      const key = `${group} ${tool}`;
      const count = counts.get(key) ?? { tool, group, allowed: 0, refused: 0, people: new Set<string>() };
      counts.set(key, count);
      count[action === 'allow' ? 'allowed' : 'refused']++;
      count.people.add(username ?? clientIp);
    }
    if (isLate) break;
  }
  const use = [...counts.values()].map(({ people, ...count }) => ({ ...count, people: people.size }));
  const times = ({ allowed, refused }: AiUse) => allowed + refused;
  const name = ({ tool, group }: AiUse) => `${tool} ${group}`;
  return { use: use.sort((a, b) => times(b) - times(a) || (name(a) < name(b) ? -1 : 1)), complete: !isLate };
}
