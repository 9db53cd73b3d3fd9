import type { FastifyInstance } from 'fastify';
import { toolsFor } from '../../categoriser/policy/compiled-policy.ts';
import { epochMs } from '../../core/units.ts';
import { recentBlocksPage } from '../../pages/recent-blocks-page.ts';
import { askedFor } from './ask.ts';
import type { Portal } from './portal.ts';
import { recentBlocksFor } from './recent.ts';

const RECENT_MS = 10 * 60_000;
const ASKED_MS = 7 * 86_400_000;
const MOST_ASKED = 5;

/** `GET /blocks`: what was refused to whoever holds the lease of this address, in the last ten minutes. */
export function blocksRoute(app: FastifyInstance, portal: Portal): void {
  const { stores, recentBlocks, tokens, askTokens, policy } = portal;
  app.get('/blocks', async (request, reply) => {
    const visitor = portal.visitor(request);
    const username = visitor.leased?.username ?? null;
    if (username !== null) await recentBlocks.caughtUp();
    const records = username === null ? [] : recentBlocks.forClient(visitor.ip, username, epochMs(visitor.now - RECENT_MS));
    const overrides = records.length === 0 ? [] : await stores.overrides.list(visitor.now);
    const tools = toolsFor(policy.snapshot()?.document.aiTools ?? [], visitor.group, visitor.now);
    const blocks = recentBlocksFor(visitor, { records, overrides, tokens, askTokens, tools });
    const asked = username === null ? [] : await stores.requests.ofPerson(username, epochMs(visitor.now - ASKED_MS), MOST_ASKED);
    return portal.send(reply, visitor, recentBlocksPage({ ...portal.frame(visitor), username, blocks, asked: asked.map(askedFor) }));
  });
}
