import { createPolicies } from '../admin/services/policies.ts';
import { createPolicyDrafts } from '../admin/services/policy-drafts.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { at, MINUTE_MS } from './calendar.ts';
import { ACCOUNTS, principalFor } from './schools.ts';
import type { World } from './world.ts';

const { tom, mercy } = ACCOUNTS;

interface Change {
  readonly at: number;
  readonly reason: string;
  readonly change: (document: PolicyDocument) => PolicyDocument;
  /** Who looks at it second; nobody yet where this is absent. */
  readonly second?: { readonly after: number; readonly isAgreed: boolean; readonly reason: string };
}

/** The week's changes of policy: one writes them, another brings them into force. */
export function schedulePolicy(world: World): void {
  for (const change of changesOf(world)) world.timeline.add(change.at, () => submit(world, change));
}

async function submit(world: World, { reason, change, second }: Change): Promise<void> {
  const { services, timeline, now } = world;
  const policies = createPolicies(services);
  const drafts = createPolicyDrafts(policies, services);
  const { document } = await policies.at(now());
  const submitted = await drafts.submit(principalFor(tom), { document: change(document), reason }, await policies.revision());
  if (submitted.kind !== 'awaiting-second' || second === undefined) return;
  const { id } = submitted.draft;
  timeline.add(now() + second.after * MINUTE_MS, async () => {
    if (!second.isAgreed) return drafts.decline(principalFor(mercy), id, second.reason);
    await world.inForce('policy', (await drafts.approve(principalFor(mercy), id, second.reason)).revision);
  });
}

type Group = 'seniors' | 'sixth-form';

/** The document with some categories of a group changed. */
function withActions(
  document: PolicyDocument,
  group: Group,
  actions: NonNullable<NonNullable<PolicyDocument['groups']>[Group]>['categories'],
) {
  const before = document.groups?.[group];
  return { ...document, groups: { ...document.groups, [group]: { ...before, categories: { ...before?.categories, ...actions } } } };
}

function changesOf({ week: { schoolDays, until } }: World): Change[] {
  const [, d2 = 0, , d4 = 0] = schoolDays;
  return [
    {
      at: at(d4, '16:31'),
      reason: 'Students use Quillo under the guidance that governors agreed. Others in the category stay coached by hand.',
      change: (document) => withActions(document, 'sixth-form', { 'ai-tools': 'coach', forums: 'allow' }),
      second: { after: 37, isAgreed: true, reason: 'As agreed at the digital strategy meeting.' },
    },
    {
      at: at(d2, '08:09'),
      reason: 'Music department plays pieces from Tunewell in most lessons; a coach page is enough.',
      change: (document) => withActions(document, 'seniors', { audio: 'coach' }),
      second: { after: 26, isAgreed: true, reason: 'Replay shows 40 pupils a week, all in lessons. Fine.' },
    },
    {
      at: at(d2, '16:02'),
      reason: 'Sixth formers’ forum, for Year 11 at lunch as well.',
      change: (document) => withActions(document, 'seniors', { forums: { action: 'coach', during: 'lunch', otherwise: 'block' } }),
      second: { after: 51, isAgreed: false, reason: 'Not before governors have talked about it next month.' },
    },
    {
      at: until - 150 * MINUTE_MS,
      reason: 'Three incidents in a fortnight began in threads there. Coach again, and look at it at the end of term.',
      change: (document) => withActions(document, 'sixth-form', { forums: 'coach', dating: 'block' }),
    },
  ];
}
