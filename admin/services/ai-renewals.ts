import { createHash } from 'node:crypto';
import { formatLondon } from '../../core/london-time.ts';
import type { AiTool } from '../../core/measure.ts';
import { epochMs } from '../../core/units.ts';
import type { Principal } from '../auth/principal.ts';
import { toolId } from './ai-tools.ts';
import type { ServiceContext } from './context.ts';
import { runningMeasures } from './measures.ts';
import { fileRequest } from './request-filing.ts';
import { days } from './times.ts';

/** Long enough for an assessment to be looked at again. */
const BEFORE_DAYS = 28;
const SYSTEM: Principal = { actor: 'system', role: 'head-of-it', school: null };

/**
 * Asks for each tool of the register that expires soon to be looked at again, once: a request among the others, which the Head of IT
 * approves with a later expiry, or declines. What nobody looks at ends by itself (rows R22, R32, I16).
 */
export async function requestRenewals(context: Omit<ServiceContext, 'newId'>): Promise<void> {
  const { stores, clock } = context;
  for (const tool of await runningMeasures(SYSTEM, 'ai-tool', { ...context, newId: () => '' })) {
    if (tool.from > clock() || tool.until - clock() > days(BEFORE_DAYS)) continue;
    const id = `renewal-${createHash('sha256').update(`${tool.id} ${tool.until}`).digest('hex').slice(0, 24)}`;
    if ((await stores.requests.get(`request-${id}`)) === undefined)
      await fileRequest(SYSTEM, renewalOf(tool), { ...context, newId: () => id });
  }
}

function renewalOf(tool: AiTool) {
  const reason = `${tool.name} ("${toolId(tool)}" in the register) expires on ${formatLondon(epochMs(tool.until))}: look at it again.`;
  return { kind: 'ai-approval' as const, url: `https://${tool.hosts[0] ?? ''}/`, reason, requestedBy: 'the register of AI tools' };
}
