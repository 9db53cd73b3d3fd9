import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { hasPersonalUse } from '../../core/personal-use.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { runningMeasures, written } from '../services/measures.ts';
import { switchPersonalUse } from '../services/personal-use.ts';
import { BODY_LIMIT_BYTES, Name, strict } from './measure-schemas.ts';
import { InForce, Reason } from './unblocking-schemas.ts';

const ROLES = ['trust-admin', 'head-of-it', 'headteacher'] as const;
const Body = Type.Object({ person: Name, permitted: Type.Boolean(), reason: Reason }, strict);
const Switched = Type.Object({ person: Type.String(), permitted: Type.Boolean(), ...InForce, warnings: Type.Array(Type.String()) });
const Withdrawal = Type.Object({ person: Type.String(), since: Type.String(), by: Type.String(), reason: Type.String() });
const State = Type.Object({
  available: Type.Boolean({ description: 'false: the policy gives staff no time for personal use' }),
  withdrawn: Type.Array(Withdrawal),
});

/** `GET|PUT /api/v1/personal-use`: the time that a policy gives staff for personal use, withdrawn from one person or given back (row R18). */
export function personalUseRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  const tags = ['personal-use'];

  app.get('/api/v1/personal-use', { config: { roles: ROLES }, schema: { tags, response: { 200: State } } }, async (request) => {
    const running = await runningMeasures(principalOf(request), 'personal-use', services);
    const withdrawn = running.map((one) => {
      const { person, from: since, by, reason } = written(one);
      return { person, since, by, reason };
    });
    return { available: hasPersonalUse(context.policy.document()), withdrawn };
  });

  app.put<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/personal-use',
    { config: { roles: ROLES }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags, body: Body, response: { 200: Switched } } },
    async (request) => {
      const { person, permitted } = request.body;
      const { revision, warnings } = await switchPersonalUse(principalOf(request), request.body, services);
      return { person, permitted, ...(await putInForce(context, 'overrides', revision)), warnings: [...warnings] };
    },
  );
}
