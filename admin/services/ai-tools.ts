import { categoryInfo } from '../../core/category.ts';
import { type AiMinimum, type AiTool, groupsFrom, minimumForYear } from '../../core/measure.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { endMeasure, putMeasure, type Switched, written } from './measures.ts';
import { refuseUnopenable } from './open-sites.ts';
import { refused } from './refusal.ts';
import { hostOf, snapshotOf } from './sites.ts';
import { endOf } from './times.ts';

const ACTION = 'ai-tool.put';

export interface AiToolInput {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Either of the two. */
  readonly minimumGroup?: AiMinimum;
  readonly minimumYear?: number;
  readonly licensed: boolean;
  readonly approver: string;
  readonly dpia: string;
  /** Within a year: an approval is looked at again each year, as filtering is (row D05). */
  readonly expires: string;
  /** Whoever opens it is reminded once a day of what does not belong in it (row R34). */
  readonly reminder?: boolean;
  readonly reason: string;
}

const measureId = (id: string): string => `ai-tool-${id}`;

/** Enters an AI tool in the register, or changes its entry (rows R31-R33, I16). */
export async function registerAiTool(principal: Principal, input: AiToolInput, context: ServiceContext): Promise<Switched<AiTool>> {
  await refuseSchoolToken(principal, ACTION, context);
  const { tool, warnings } = await checkedAiTool(principal, input, ACTION, context);
  return putMeasure(principal, tool, context, warnings);
}

/** The entry that an input describes, from now on. Refused with a Problem where it makes no sense, or would open what nothing opens. */
export async function checkedAiTool(
  principal: Principal,
  input: AiToolInput,
  action: string,
  context: ServiceContext,
): Promise<{ readonly tool: AiTool; readonly warnings: readonly string[] }> {
  const { id, name, licensed, approver, dpia, reason } = input;
  const minimum = minimumOf(input);
  if (!isLink(dpia)) throw new Problem('bad-request', 'dpia: give the https address of the assessment.');
  const hosts = [...new Set(input.hosts.map(hostOf))];
  await refuseUnopenable(principal, { sites: hosts }, action, context);
  const from = context.clock();
  const until = endOf(input.expires, from);
  const details = { name, hosts, minimum, licensed, approver, dpia, ...(input.reminder === true && { reminder: true }) };
  const tool: AiTool = { id: measureId(id), kind: 'ai-tool', ...details, from, until, reason, by: principal.actor };
  return { tool, warnings: warningsFor(hosts, context) };
}

/** Takes a tool out of the register. */
export async function removeAiTool(
  principal: Principal,
  { id, reason }: { readonly id: string; readonly reason?: string },
  context: ServiceContext,
) {
  await refuseSchoolToken(principal, 'ai-tool.end', context);
  return endMeasure(principal, 'ai-tool', { id: measureId(id), ...(reason === undefined ? {} : { reason }) }, context);
}

/** The id under which a tool was entered. */
export function toolId({ id }: AiTool): string {
  return id.slice(measureId('').length);
}

/** An entry as people read it. */
export function toolView(tool: AiTool) {
  const { until: expires, from: since, ...entry } = written(tool);
  return { ...entry, id: toolId(tool), groups: groupsFrom(tool.minimum), since, expires };
}

function minimumOf({ minimumGroup, minimumYear }: AiToolInput): AiMinimum {
  if ((minimumGroup === undefined) === (minimumYear === undefined)) {
    throw new Problem('bad-request', 'Give either "minimumGroup" or "minimumYear".');
  }
  return minimumGroup ?? minimumForYear(minimumYear ?? 0);
}

/** Audited. */
export async function refuseSchoolToken(principal: Principal, action: string, context: ServiceContext): Promise<void> {
  if (principal.school === null) return;
  const words = 'The register is the whole trust’s: it needs a token without a school.';
  throw await refused(context, principal, { action, subject: 'ai-tools', code: 'forbidden', words });
}

function isLink(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** A registered tool opens its hosts whole, whatever else lists say of them. */
function warningsFor(hosts: readonly string[], { policy }: ServiceContext): string[] {
  const { lists } = snapshotOf(policy);
  return hosts.flatMap((host) => {
    const others = lists
      .categoriseHost(hostOf(host))
      .matches.map(({ category }) => category)
      .filter((one) => one !== 'ai-tools');
    const titles = [...new Set(others)].map((one) => categoryInfo(one).title);
    return titles.length === 0 ? [] : [`${host} is also in ${titles.join(', ')}: the entry opens it all the same.`];
  });
}
