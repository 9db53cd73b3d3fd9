import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { createPolicies } from '../services/policies.ts';
import { type ReplayJob, ReplayJobs } from '../services/policy-replays.ts';
import { strict } from './measure-schemas.ts';
import { EDITORS, editorOf } from './policy-access.ts';

const MOST_DAYS = 31;
const Body = Type.Object(
  {
    document: Type.Unknown({ description: 'a policy document (docs/policy.md)' }),
    days: Type.Integer({ minimum: 0, maximum: MOST_DAYS, default: 1 }),
  },
  strict,
);
const JobId = Type.Object({ id: Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' }) });
const tags = ['policy'];
const config = { roles: EDITORS };

/** `/api/v1/policy/replays…`: a draft tried on days of records in the background, with progress (row I02). */
export function policyReplayRoutes(app: FastifyInstance, context: AdminContext): void {
  const { stores, clock } = context;
  const policies = createPolicies({
    ...context,
    recordsFolder: join(context.config.at.dataFolder, 'records'),
    newId: randomUUID,
  });
  const jobs = new ReplayJobs({ policies, clock, newId: randomUUID, logger: context.logger });
  app.addHook('onClose', async () => jobs.close());

  app.post<{ Body: { document: unknown; days: number } }>(
    '/api/v1/policy/replays',
    { config, schema: { tags, body: Body } },
    async (request, reply) => {
      const { actor } = await editorOf(request, context);
      const document = policies.checked(request.body.document);
      const { days } = request.body;
      const current = await policies.at(clock());
      const job = jobs.start(actor, document, days, policies.difference(current.document, document));
      const detail = { basedOn: current.version, days };
      await stores.audit.append({ at: clock(), actor, action: 'policy.replay', subject: job.id, outcome: 'done', detail });
      reply.code(202);
      return timesOf(job);
    },
  );

  app.get('/api/v1/policy/replays', { config, schema: { tags } }, async (request) => {
    await editorOf(request, context);
    return { items: jobs.list().map(({ result: _, difference: __, ...job }) => timesOf(job)) };
  });

  app.get<{ Params: { id: string } }>('/api/v1/policy/replays/:id', { config, schema: { tags, params: JobId } }, async (request) => {
    await editorOf(request, context);
    return timesOf(known(jobs.get(request.params.id)));
  });

  app.delete<{ Params: { id: string } }>('/api/v1/policy/replays/:id', { config, schema: { tags, params: JobId } }, async (request) => {
    const { actor } = await editorOf(request, context);
    const job = known(jobs.cancel(request.params.id));
    await stores.audit.append({ at: clock(), actor, action: 'policy.replay-cancel', subject: job.id, outcome: 'done', detail: {} });
    return timesOf(job);
  });
}

function known(job: ReplayJob | undefined): ReplayJob {
  if (job === undefined)
    throw new Problem('not-found', 'There is no such replay: it ended more than an hour ago, or the product was started again.');
  return job;
}

function timesOf<T extends Pick<ReplayJob, 'createdAt' | 'endedAt'>>(job: T) {
  const { createdAt, endedAt } = job;
  return { ...job, createdAt: new Date(createdAt).toISOString(), endedAt: endedAt === null ? null : new Date(endedAt).toISOString() };
}
