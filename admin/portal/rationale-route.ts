import type { FastifyInstance } from 'fastify';
import { CATEGORY_IDS, type CategoryId, categoryInfo, isCategoryId } from '../../core/category.ts';
import { CATEGORY_RATIONALE } from '../../core/category-rationale.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { rationalePage } from '../../pages/rationale-page.ts';
import { actionFor, groupWords } from '../services/review-facts.ts';
import type { Portal } from './portal.ts';

/** `GET /policy/rationale`: what is closed to whom by the policy in force, and why (row F35). The same for everybody, and nobody is asked who they are. */
export function rationaleRoute(app: FastifyInstance, portal: Portal): void {
  app.get('/policy/rationale', (request, reply) => {
    const visitor = portal.visitor(request);
    const document = portal.policy.document();
    const categories = CATEGORY_IDS.map((id) => ({
      title: categoryInfo(id).title,
      why: CATEGORY_RATIONALE[id].replace(/`([^`]+)`/g, (whole, other) => (isCategoryId(other) ? `“${categoryInfo(other).title}”` : whole)),
      access: accessWords(document, id),
    }));
    return portal.send(reply, visitor, rationalePage({ school: portal.frame(visitor).school, categories }));
  });
}

function accessWords(document: PolicyDocument, id: CategoryId): string {
  const { tier, signal } = categoryInfo(id);
  if (tier !== 'ordinary') return 'Closed to everybody, always.';
  if (id === 'support') return 'Open to everybody, always.';
  const actions = GROUP_IDS.map((group) => [groupWords(group).toLowerCase(), actionFor(document, group, id)] as const);
  const those = (fits: (action: string) => boolean) => actions.filter(([, action]) => fits(action)).map(([group]) => group);
  const timed = (action: string) => action.includes(' during ');
  const closed = those((action) => action.startsWith('block') && !timed(action));
  const parts = [
    closed.length === GROUP_IDS.length ? 'Closed to everybody.' : listed('Closed to', closed),
    listed(
      'Asks first:',
      those((action) => action === 'coach'),
    ),
    listed('By the time of day:', those(timed)),
  ].filter((part) => part !== '');
  if (parts.length > 0) return parts.join(' ');
  // That harm is not refused is no invitation: whoever looks for it is asked about it.
  return signal === 'none' ? 'Open to everybody.' : 'The safeguarding lead may be told.';
}

function listed(words: string, groups: readonly string[]): string {
  return groups.length === 0 ? '' : `${words} ${groups.join(', ')}.`;
}
