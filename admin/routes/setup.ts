import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { requireSchool } from '../services/refusal.ts';
import { type SetupAnswers, setupConfiguration, setupState } from '../services/setup.ts';
import { BODY_LIMIT_BYTES, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';

const config = { roles: ['trust-admin', 'head-of-it'] as const };
const tags = ['setup'];
const Words = Type.String();
const Contact = Type.Object({ name: Words, email: Words });

const State = Type.Object({
  configPath: Nullable(Words),
  live: Type.Boolean(),
  readyToGoLive: Type.Boolean(),
  proxy: Type.Object({ host: Words, port: Type.Integer() }),
  steps: Type.Array(
    Type.Object({
      id: Words,
      title: Words,
      state: Type.Enum(['done', 'to-do', 'warning']),
      words: Type.Array(Words),
      write: Nullable(Type.String({ description: 'an example for schoolgate.yaml' })),
    }),
  ),
  schools: Type.Array(
    Type.Object({
      id: Words,
      name: Words,
      dsl: Nullable(Contact),
      deputies: Type.Array(Contact),
      headteacher: Nullable(Contact),
      it: Nullable(Contact),
      alertsLive: Type.Boolean(),
      confirmedAt: Nullable(Words),
    }),
  ),
  current: Type.Record(Type.String(), Type.Unknown(), { description: 'what the configuration says, to begin with' }),
});

const AsInFile = Type.Optional(Type.Unknown({ description: 'as in schoolgate.yaml (docs/configuration.md)' }));
const Answers = Type.Object(
  { trust: AsInFile, schools: AsInFile, networks: AsInFile, mail: AsInFile, retention: AsInFile, goLive: AsInFile },
  strict,
);
const Checked = Type.Object({
  ok: Type.Boolean(),
  problems: Type.Array(Words),
  yaml: Type.String({ description: 'to put in the configuration file' }),
  restart: Type.Boolean({ description: 'whether the product has to be started again for it' }),
});

/** `GET /api/v1/setup`, `POST /api/v1/setup/configuration`: how far the set-up is, and what to write in the configuration file. */
export function setupRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get('/api/v1/setup', { config, schema: { tags, response: { 200: State } } }, async (request) => {
    await requireSchool(context, principalOf(request), null, { action: routeName(request) });
    return setupState(context);
  });

  app.post<{ Body: SetupAnswers }>(
    '/api/v1/setup/configuration',
    { config, bodyLimit: BODY_LIMIT_BYTES, schema: { tags, body: Answers, response: { 200: Checked } } },
    async (request) => {
      await requireSchool(context, principalOf(request), null, { action: routeName(request) });
      return setupConfiguration(request.body, context);
    },
  );
}
