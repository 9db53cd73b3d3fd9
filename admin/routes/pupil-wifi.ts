import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { written } from '../services/measures.ts';
import { pupilWifiStates, switchPupilWifi } from '../services/pupil-wifi.ts';
import { BODY_LIMIT_BYTES, IT, SchoolId, strict } from './measure-schemas.ts';
import { InForce, Reason } from './unblocking-schemas.ts';

const Body = Type.Object({ school: Type.Optional(SchoolId), permitted: Type.Boolean(), reason: Reason }, strict);
const Answer = Type.Object({ school: Type.String(), permitted: Type.Boolean(), ...InForce, warnings: Type.Array(Type.String()) });

/** `GET|PUT /api/v1/pupil-wifi`: Wi-Fi for pupils' own devices, which the headteacher permits or not (row R71). */
export function pupilWifiRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.get(
    '/api/v1/pupil-wifi',
    { config: { roles: [...IT, 'headteacher', 'dsl', 'deputy-dsl'] }, schema: { tags: ['pupil-wifi'] } },
    async (request) => {
      const states = await pupilWifiStates(principalOf(request), services);
      return {
        items: states.map(({ closure, ...state }) => {
          if (closure === null) return { ...state, closed: null };
          const { from: since, by, reason } = written(closure);
          return { ...state, closed: { since, by, reason } };
        }),
      };
    },
  );

  app.put<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/pupil-wifi',
    {
      config: { roles: ['headteacher'] },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['pupil-wifi'], body: Body, response: { 200: Answer } },
    },
    async (request) => {
      const { school, revision, warnings } = await switchPupilWifi(principalOf(request), request.body, services);
      const { permitted } = request.body;
      return { school, permitted, ...(await putInForce(context, 'overrides', revision)), warnings: [...warnings] };
    },
  );
}
