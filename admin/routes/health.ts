import type { FastifyInstance } from 'fastify';
import { schoolsNotLive } from '../../alerts/go-live.ts';
import { contactsOf } from '../../alerts/routing/directory.ts';
import type { PartStatus } from '../../storage/control-bus.ts';
import type { AdminContext } from '../context.ts';

/** One part's condition as /health tells it. */
export interface Condition {
  readonly part: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** `GET /health`: do the processes work? (Whether pupils are protected is another question: /api/v1/protection.) */
export function healthRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get('/health', { schema: { tags: ['health'] } }, async (_request, reply) => {
    const conditions = await conditionsOf(context);
    const healthy = conditions.every((condition) => condition.ok);
    const failing = conditions.filter((condition) => !condition.ok).map((condition) => condition.part);
    reply.code(healthy ? 200 : 503);
    return {
      status: healthy ? 'ok' : 'failing',
      failing,
      parts: conditions,
      live: context.config.goLive,
      /** Schools whose lead has not confirmed a test alert; null while the database does not answer. */
      alertsNotLive: await notLive(context),
      /** What people ask IT for; null while the database does not answer. */
      requests: await context.stores.requests.waiting(context.clock()).catch(() => null),
    };
  });
}

/** Every part's condition, those of the database and of Redis among them. */
export async function conditionsOf(context: AdminContext): Promise<Condition[]> {
  const [database, redis, statuses] = await Promise.all([databaseCondition(context), redisCondition(context), statusesOrNone(context)]);
  return [...processConditions(context, statuses), database, redis];
}

/** Schools whose lead has not confirmed a test alert; null while the database does not answer. */
export async function notLive({ config, stores }: AdminContext): Promise<string[] | null> {
  try {
    const { directory } = contactsOf(config);
    return schoolsNotLive(directory, await stores.incidentAccess.confirmations()).map(({ id }) => id);
  } catch {
    return null;
  }
}

async function databaseCondition({ stores }: AdminContext): Promise<Condition> {
  try {
    await stores.ping();
    return { part: 'database', ok: true };
  } catch {
    return { part: 'database', ok: false, detail: 'The database does not answer.' };
  }
}

async function redisCondition({ pingRedis }: AdminContext): Promise<Condition> {
  return (await pingRedis())
    ? { part: 'redis', ok: true }
    : { part: 'redis', ok: false, detail: 'Redis does not answer: changes and alerts are late, none is lost.' };
}

async function statusesOrNone({ bus }: AdminContext): Promise<PartStatus[]> {
  try {
    return await bus.statuses();
  } catch {
    return [];
  }
}

/** What the supervisor knows (is it running?) joined with what each part says of itself (is anything wrong inside?). */
function processConditions(context: AdminContext, statuses: readonly PartStatus[]): Condition[] {
  const byInstance = new Map(statuses.map((status) => [status.instance, status]));
  const conditions: Condition[] = context.parts().map((part) => {
    const problems = byInstance.get(part.instance)?.problems ?? [];
    const ok = part.state === 'running' && problems.length === 0;
    const detail = [part.state === 'running' ? '' : `${part.state}`, ...problems].filter((text) => text !== '').join('; ');
    return { part: part.instance, ok, ...(detail === '' ? {} : { detail }), restarts: part.restarts };
  });
  const known = new Set(conditions.map((condition) => condition.part));
  for (const status of statuses) {
    if (known.has(status.instance)) continue;
    conditions.push({
      part: status.instance,
      ok: status.problems.length === 0,
      ...(status.problems.length === 0 ? {} : { detail: status.problems.join('; ') }),
    });
  }
  if (!conditions.some((condition) => condition.part.startsWith('proxy')))
    conditions.push({ part: 'proxy', ok: false, detail: 'No proxy has reported.' });
  return conditions;
}
