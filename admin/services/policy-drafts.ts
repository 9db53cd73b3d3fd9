import type { Config } from '../../config/schema/config.ts';
import type { PolicyDraftRow } from '../../storage/policy-drafts.ts';
import { readPolicy } from '../../storage/saved-policy.ts';
import { isSamePerson, type Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { AnnouncementInput } from './announcements.ts';
import type { Policies, PolicyDifference, PolicyDraft, PolicyServiceContext, SavedPolicy } from './policies.ts';
import { refused } from './refusal.ts';

/** What became of a change of policy: in force, or waiting for a second person. */
export type Submitted =
  | { readonly kind: 'saved'; readonly saved: SavedPolicy; readonly revision: number }
  | { readonly kind: 'awaiting-second'; readonly draft: PolicyDraftRow };

/** Changes of policy where a trust wants two people behind each (`admin.policySecondPerson`). */
export interface PolicyDrafts {
  /** Saves a change, or keeps it for a second person. */
  submit(principal: Principal, draft: PolicyDraft, base: number): Promise<Submitted>;
  submitVersion(principal: Principal, version: string, input: Omit<PolicyDraft, 'document'>, base: number): Promise<Submitted>;
  list(limit: number): Promise<Omit<PolicyDraftRow, 'document'>[]>;
  /** With what it would change of the policy in force now. */
  get(id: string): Promise<{ readonly draft: PolicyDraftRow; readonly document: unknown; readonly difference: PolicyDifference }>;
  /** Brings it into force: somebody else than its author, and only while it is based on the newest policy. */
  approve(principal: Principal, id: string, reason: string): Promise<{ readonly saved: SavedPolicy; readonly revision: number }>;
  decline(principal: Principal, id: string, reason: string): Promise<void>;
}

export type PolicyDraftContext = PolicyServiceContext & { readonly config: Pick<Config, 'admin'> };

export function createPolicyDrafts(policies: Policies, context: PolicyDraftContext): PolicyDrafts {
  const { stores, clock, newId, config } = context;

  async function waiting(id: string): Promise<PolicyDraftRow> {
    const draft = await found(id);
    if (draft.status === 'awaiting-second') return draft;
    throw new Problem('conflict', `The draft is ${draft.status} already, by ${draft.decidedBy ?? 'somebody'}.`);
  }

  async function found(id: string): Promise<PolicyDraftRow> {
    const draft = await stores.policyDrafts.get(id);
    if (draft === undefined) throw new Problem('not-found', 'There is no such draft.');
    return draft;
  }

  async function audit(principal: Principal, action: string, subject: string, detail: Record<string, unknown>): Promise<void> {
    await stores.audit.append({ at: clock(), actor: principal.actor, action, subject, outcome: 'done', detail });
  }

  const drafts: PolicyDrafts = {
    async submit(principal, input, base) {
      if (config.admin.policySecondPerson !== true) return { kind: 'saved', ...(await policies.save(principal, input, base)) };
      const { document, effectiveAt } = await policies.prepared(principal, input);
      if ((await policies.revision()) !== base) throw new Problem('conflict', 'Somebody saved a policy meanwhile. Read it again.');
      const draft: PolicyDraftRow = {
        id: `draft-${newId()}`,
        document: JSON.stringify(document),
        base,
        reason: input.reason,
        author: principal.actor,
        authorPerson: principal.person ?? null,
        effectiveAt: input.effectiveAt === undefined ? null : effectiveAt,
        createdAt: clock(),
        announcement: input.announcement === undefined ? null : JSON.stringify(input.announcement),
        status: 'awaiting-second',
        decidedBy: null,
        decidedAt: null,
      };
      await stores.policyDrafts.add(draft);
      await audit(principal, 'policy.draft', draft.id, { reason: draft.reason, base });
      return { kind: 'awaiting-second', draft };
    },
    async submitVersion(principal, version, input, base) {
      const { document } = await policies.version(version);
      return drafts.submit(principal, { ...input, document }, base);
    },
    list: (limit) => stores.policyDrafts.list(limit),
    async get(id) {
      const draft = await found(id);
      const document = documentOf(draft);
      const current = await policies.at(clock());
      return { draft, document, difference: policies.difference(current.document, document) };
    },
    async approve(principal, id, reason) {
      const draft = await waiting(id);
      if (isSamePerson({ actor: draft.author, person: draft.authorPerson }, principal)) {
        const words = 'A second person has to approve this: you wrote it.';
        throw await refused(context, principal, { action: 'policy.approve', subject: id, code: 'forbidden', words });
      }
      const now = clock();
      const both = { ...principal, actor: `${draft.author} and ${principal.actor}` };
      const effectiveAt = draft.effectiveAt !== null && draft.effectiveAt > now ? new Date(draft.effectiveAt).toISOString() : undefined;
      const input = { document: documentOf(draft), reason: draft.reason, effectiveAt, announcement: announcementOf(draft) };
      // Whoever saves first moves the base on: of two who approve at once, one does.
      const done = await policies.save(both, input, draft.base);
      await stores.policyDrafts.decide(id, 'approved', principal.actor, now);
      await audit(principal, 'policy.approve', id, { version: done.saved.version, author: draft.author, reason });
      return done;
    },
    async decline(principal, id, reason) {
      const { author } = await waiting(id);
      if (!(await stores.policyDrafts.decide(id, 'declined', principal.actor, clock())))
        throw new Problem('conflict', 'Somebody has just decided this draft.');
      await audit(principal, 'policy.decline', id, { author, reason });
    },
  };
  return drafts;
}

function documentOf({ document }: PolicyDraftRow) {
  const read = readPolicy(document);
  if (!read.ok) throw new Problem('unavailable', read.failure.message);
  return read.value;
}

function announcementOf({ announcement }: Pick<PolicyDraftRow, 'announcement'>): AnnouncementInput | undefined {
  // Checked by the route's schema before it was stored.
  return announcement === null ? undefined : (JSON.parse(announcement) as AnnouncementInput);
}

/** As whoever wrote it is answered, too. */
export function draftView(row: Omit<PolicyDraftRow, 'document'> & Partial<Pick<PolicyDraftRow, 'document'>>) {
  const { document: _, effectiveAt, createdAt, decidedAt, announcement, ...draft } = row;
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const told = announcementOf({ announcement }) ?? null;
  return { ...draft, announcement: told, effectiveAt: iso(effectiveAt), createdAt: iso(createdAt), decidedAt: iso(decidedAt) };
}
