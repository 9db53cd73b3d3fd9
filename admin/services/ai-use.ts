import { nameAndParents, parseHostname } from '../../core/hostname.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import { epochMs } from '../../core/units.ts';
import { type AiUse, countAiUse } from '../../storage/ai-use.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';
import { runningMeasures } from './measures.ts';

/** Whoever asks waits for it. */
const BUDGET_MS = 10_000;

export interface AiUseReport {
  readonly days: number;
  /** False when there was not time to read all of those days. */
  readonly complete: boolean;
  readonly use: readonly (AiUse & { readonly isRegistered: boolean })[];
}

/**
 * Which AI tools each group used or tried to in the last days, by the records (row R30): a tool of the register under its name there,
 * any other under its host. A school's token is told of its school.
 */
export async function reportAiUse(
  principal: Principal,
  days: number,
  context: ServiceContext & { readonly recordsFolder: string },
): Promise<AiUseReport> {
  // Those that have expired meanwhile too: they were used under that name.
  const tools = await runningMeasures(principal, 'ai-tool', context, epochMs(0));
  const names = new Map(tools.flatMap(({ hosts, name }) => hosts.map((host) => [host, name] as const)));
  const registered = new Set(names.values());
  const toolOf = (text: string, isListed: boolean): string | undefined => {
    const host = parseHostname(text);
    if (host === undefined) return undefined;
    const entry = nameAndParents(host).find((name) => names.has(name));
    return entry === undefined ? (isListed ? siteHosts(host)[0] : undefined) : names.get(entry);
  };
  const { school } = principal;
  const { recordsFolder: folder } = context;
  const { use, complete } = await countAiUse({ folder, school, now: context.clock(), days, toolOf, budgetMs: BUDGET_MS });
  return { days, complete, use: use.map((one) => ({ ...one, isRegistered: registered.has(one.tool) })) };
}
