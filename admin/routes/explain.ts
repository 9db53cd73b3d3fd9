import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { explainDecision } from '../../categoriser/explain.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import { parseDecisionId } from '../../core/decision-id.ts';
import { ExplanationSchema } from '../../core/explanation.ts';
import { GROUP_IDS, type Role } from '../../core/identity.ts';
import { hypotheticalFacts, parseQuestionUrl } from '../../snapshot/hypothetical-facts.ts';
import { recordedFacts } from '../../snapshot/recorded-facts.ts';
import { snapshotAt } from '../../snapshot/snapshot-at.ts';
import { findDecision } from '../../storage/access-log.ts';
import { type Principal, principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { requireSchool } from '../services/refusal.ts';

const ROLES: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dsl', 'deputy-dsl'];

const Hypothetical = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 8192 }),
    user: Type.Optional(Type.String({ maxLength: 200 })),
    ip: Type.Optional(Type.String({ maxLength: 60 })),
    group: Type.Optional(Type.Enum([...GROUP_IDS])),
    at: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);
const Recorded = Type.Object({ decision: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false });
type Hypothetical = Type.Static<typeof Hypothetical>;
type Recorded = Type.Static<typeof Recorded>;

const Answer = Type.Object({
  explanation: ExplanationSchema,
  /** What was decided at the time, for a recorded decision. */
  recorded: Type.Optional(Type.Object({ action: Type.String(), rule: Type.String(), reason: Type.String(), time: Type.String() })),
  notes: Type.Array(Type.String()),
});

/** `POST /api/v1/explain`: why a decision fell, or would fall: the whole rule chain with its evidence (row I01). */
export function explainRoutes(app: FastifyInstance, context: AdminContext): void {
  app.post<{ Body: Hypothetical | Recorded }>(
    '/api/v1/explain',
    {
      config: { roles: ROLES },
      schema: { tags: ['explain'], body: Type.Union([Hypothetical, Recorded]), response: { 200: Answer } },
    },
    async (request) => {
      const principal = principalOf(request);
      const snapshot = context.policy.snapshot();
      if (snapshot === null) throw new Problem('unavailable', 'No policy snapshot is in force yet.');
      if ('decision' in request.body) return explainRecorded(context, principal, snapshot, request.body.decision);
      return explainHypothetical(context, principal, snapshot, request.body);
    },
  );
}

async function explainHypothetical(context: AdminContext, principal: Principal, snapshot: PolicySnapshot, question: Hypothetical) {
  const now = context.clock();
  const facts = hypotheticalFacts(question, context.policy, context.networkOf, now);
  if (!facts.ok) throw new Problem('bad-request', facts.failure.message);
  // The explanation tells a person's school and group: those of somebody elsewhere are not this token's to learn.
  const { school } = facts.value.identity;
  if (school !== null) await requireSchool(context, principal, school, { action: 'explain.question' });
  const then = await snapshotAt(facts.value.at, { snapshot, stores: context.stores, now });
  const asked = parseQuestionUrl(question.url);
  return { explanation: explainDecision(facts.value, then.snapshot, asked.ok ? asked.value : undefined), notes: then.notes };
}

/** A recorded decision is a person's record: only within the caller's school, and every look leaves an audit row (row R90). */
async function explainRecorded(context: AdminContext, principal: Principal, snapshot: PolicySnapshot, text: string) {
  const id = parseDecisionId(text);
  if (id === undefined) throw new Problem('bad-request', `"${text}" is not a decision id.`);
  const records = await findDecision(join(context.config.at.dataFolder, 'records'), id);
  const record = records[0];
  if (record === undefined) throw new Problem('not-found', `No record of the decision ${id} is kept here.`);
  await requireSchool(context, principal, record.school, { action: 'explain.decision', subject: id });
  await context.stores.audit.append({
    at: context.clock(),
    actor: principal.actor,
    action: 'explain.decision',
    subject: id,
    outcome: 'done',
    detail: { role: principal.role, school: record.school },
  });
  const { facts, notes } = recordedFacts(record, snapshot);
  if (facts === undefined) throw new Problem('forbidden', notes.join(' '));
  const { action, rule, reason, time } = record;
  // Records do not name the network: it is looked up as it is now.
  const there = { ...facts, identity: { ...facts.identity, network: context.networkOf(facts.clientIp) } };
  return { explanation: explainDecision(there, snapshot), recorded: { action, rule, reason, time }, notes };
}
