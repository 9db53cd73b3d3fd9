import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { CATEGORY_IDS, type CategoryId } from '../../core/category.ts';
import type { Role } from '../../core/identity.ts';
import type { Measure, MeasureKind } from '../../core/measure.ts';
import { epochMs } from '../../core/units.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import type { ServiceContext } from '../services/context.ts';
import { putInForce } from '../services/in-force.ts';
import { endMeasure, runningMeasures, type Switched, written } from '../services/measures.ts';
import { PageQuery, pageOf } from './pages.ts';
import { InForce, Reason } from './unblocking-schemas.ts';

export const IT: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
export const BODY_LIMIT_BYTES = 64 * 1024;
export const strict = { additionalProperties: false } as const;

/** As in the other bodies: no control characters, line ends or lone surrogates. */
const PRINTABLE = '^[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*$';
export const Text = (maxLength: number, minLength = 1) => Type.String({ minLength, maxLength, pattern: PRINTABLE });
export const Name = Text(200);
export const Time = Type.String({ maxLength: 40, description: 'ISO 8601; without an offset it is London time' });
export const SchoolId = Type.String({ maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' });
export const Sites = Type.Array(Text(2048), { minItems: 1, maxItems: 200 });
export const Categories = Type.Array(Type.Unsafe<CategoryId>(Type.Enum(CATEGORY_IDS.filter((id) => id !== 'uncategorised'))), {
  minItems: 1,
  maxItems: 100,
});

export const Put = Type.Object({
  id: Type.String(),
  ...InForce,
  from: Type.String(),
  until: Type.String(),
  warnings: Type.Array(Type.String()),
});
export const Ended = Type.Object({ id: Type.String(), ...InForce, until: Type.String() });
export const EndQuery = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }), reason: Type.Optional(Reason) }, strict);
export type EndQuery = Type.Static<typeof EndQuery>;

/** The answer to something switched, once it is in force. */
export async function putAnswer(context: AdminContext, { measure, revision, warnings }: Switched) {
  const { id, from, until } = written(measure);
  return { id, ...(await putInForce(context, 'overrides', revision)), from, until, warnings: [...warnings] };
}

const ListQuery = Type.Object(
  {
    ...PageQuery.properties,
    ended: Type.Optional(Type.Boolean({ description: 'those that have ended too, for as long as routine records are kept' })),
  },
  strict,
);

/** `GET` and `DELETE ?id=` of a kind of measure, under its path. */
export function listAndEnd(
  app: FastifyInstance,
  { context, services }: { readonly context: AdminContext; readonly services: ServiceContext },
  { path, tag, kind }: { readonly path: string; readonly tag: string; readonly kind: MeasureKind },
  roles: readonly Role[],
): void {
  app.get<{ Querystring: Type.Static<typeof ListQuery> }>(
    path,
    { config: { roles }, schema: { tags: [tag], querystring: ListQuery } },
    async (request) => {
      const since = request.query.ended === true ? epochMs(0) : services.clock();
      const running = await runningMeasures(principalOf(request), kind, services, since);
      return pageOf(
        running.map((one) => written<Measure>(one)),
        request.query,
      );
    },
  );

  app.delete<{ Querystring: EndQuery }>(
    path,
    { config: { roles }, schema: { tags: [tag], querystring: EndQuery, response: { 200: Ended } } },
    async (request) => {
      const { revision, until } = await endMeasure(principalOf(request), kind, request.query, services);
      return { id: request.query.id, ...(await putInForce(context, 'overrides', revision)), until: new Date(until).toISOString() };
    },
  );
}
