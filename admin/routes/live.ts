import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { CATEGORY_IDS } from '../../core/category.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import { isStillIn, type Principal, principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { PURPOSES } from '../services/incident-list.ts';
import { LiveFeed } from '../services/live-feed.ts';
import { LiveStream } from '../services/live-stream.ts';
import { refused, requireSchool } from '../services/refusal.ts';
import { IT, Name, SchoolId, strict, Text } from './measure-schemas.ts';

const MOST_WATCHERS = 20;
const RETRY_AFTER_SECONDS = 30;
const TEND_EVERY_MS = 1_000;
/** Whoever was signed out meanwhile, or whose token was revoked, sees no more after this. */
const ASK_AGAIN_EVERY_MS = 4_000;

const Query = Type.Object(
  {
    school: Type.Optional(SchoolId),
    action: Type.Optional(Type.Array(Type.Enum(['allow', 'block', 'coach']), { minItems: 1, maxItems: 3 })),
    group: Type.Optional(Type.Enum([...GROUP_IDS])),
    category: Type.Optional(Type.Enum([...CATEGORY_IDS])),
    host: Type.Optional(Text(255)),
    purpose: Type.Optional(Type.Enum([...PURPOSES])),
    reference: Type.Optional(Name),
  },
  strict,
);
type Query = Type.Static<typeof Query>;

/** `GET /api/v1/live`: what is being decided, as server-sent events. Nobody is named without a purpose, and never in what alerts are about. */
export function liveRoutes(app: FastifyInstance, context: AdminContext): void {
  const { clock, logger, config } = context;
  const feed = new LiveFeed({ recordsFolder: join(config.at.dataFolder, 'records'), clock, logger });
  const streams = new Set<LiveStream>();
  let tending: NodeJS.Timeout | undefined;

  // A stream that is open would keep the server from closing.
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
    feed.close();
    clearInterval(tending);
  });

  app.get<{ Querystring: Query }>(
    '/api/v1/live',
    {
      config: { roles: IT },
      schema: {
        tags: ['live'],
        querystring: Query,
        response: { 200: Type.String({ description: 'text/event-stream: events "hello" and "decisions"' }) },
      },
    },
    async (request, reply) => {
      if (request.headers.accept?.includes('text/event-stream') !== true)
        throw new Problem('bad-request', 'This is a stream: ask for it with "Accept: text/event-stream".');
      const principal = principalOf(request);
      const { school, action, purpose: _, reference: __, ...choice } = request.query;
      if (school !== undefined) await requireSchool(context, principal, school, { action: routeName(request) });
      const names = await mayName(principal, request.query, context);
      if (streams.size >= MOST_WATCHERS) {
        reply.header('retry-after', RETRY_AFTER_SECONDS);
        throw new Problem('rate-limited', `${MOST_WATCHERS} people watch already.`);
      }
      const stream = new LiveStream({
        ...choice,
        school: principal.school ?? school ?? null,
        ...(action !== undefined && { actions: action }),
        names,
      });
      endWhenSignedOut(stream, () => isStillIn(request, context));
      await watch(stream);
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      return reply.send(stream);
    },
  );

  function watch(stream: LiveStream): Promise<void> {
    streams.add(stream);
    tending ??= setInterval(() => {
      for (const one of streams) one.tend();
    }, TEND_EVERY_MS);
    stream.once('close', () => {
      streams.delete(stream);
      feed.remove(stream);
      if (streams.size > 0) return;
      clearInterval(tending);
      tending = undefined;
    });
    return feed.add(stream);
  }
}

/** What cannot be found out counts as no: the console asks for the stream again, and is told. */
function endWhenSignedOut(stream: LiveStream, isStillIn: () => Promise<boolean>): void {
  const asking = setInterval(() => {
    isStillIn().then(
      (is) => is || stream.end(),
      () => stream.end(),
    );
  }, ASK_AGAIN_EVERY_MS);
  stream.once('close', () => clearInterval(asking));
}

/** Names are shown for a purpose only, which the audit log keeps (rows R90, R92). */
async function mayName(principal: Principal, { purpose, reference, school }: Query, context: AdminContext): Promise<boolean> {
  if (purpose === undefined && reference === undefined) return false;
  const subject = principal.school ?? school ?? 'trust';
  if (purpose === undefined || reference === undefined) {
    const words = 'Names are shown for a purpose only: give "purpose" and "reference", or neither.';
    throw await refused(context, principal, { action: 'live.watch', subject, code: 'forbidden', words });
  }
  const { actor, role } = principal;
  const detail = { role, purpose, reference };
  await context.stores.audit.append({ at: context.clock(), actor, action: 'live.watch', subject, outcome: 'done', detail });
  return true;
}
