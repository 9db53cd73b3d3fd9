import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { createIncidentServices } from '../services/incident-services.ts';
import { raiseTestAlert } from '../services/incident-test-alert.ts';
import { requireSchool } from '../services/refusal.ts';

const SchoolId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const Raised = Type.Object({
  id: Type.String({ description: 'reference in the mail' }),
  told: Type.Integer({ description: 'how many are mailed; 0 when one was sent in the last ten minutes' }),
});

/** `POST /api/v1/schools/{id}/test-alert`: asks a school's safeguarding leads to confirm that alerts reach them, before it goes live. */
export function testAlertRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = createIncidentServices(context);
  app.post<{ Params: { id: string } }>(
    '/api/v1/schools/:id/test-alert',
    {
      config: { roles: ['trust-admin', 'head-of-it', 'dsl'] },
      schema: { tags: ['incidents'], params: SchoolId, response: { 201: Raised } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id } = request.params;
      await requireSchool(services, principal, id, { action: routeName(request) });
      const school = (await services.directory()).schools.get(id);
      if (school === undefined) throw new Problem('not-found', `There is no school "${id}".`);
      const raised = await raiseTestAlert(school, randomUUID(), services);
      const detail = { incident: raised.id, told: raised.told };
      const { actor } = principal;
      await services.stores.audit.append({
        at: services.clock(),
        actor,
        action: 'school.test-alert',
        subject: id,
        outcome: 'done',
        detail,
      });
      reply.code(201);
      return raised;
    },
  );
}
