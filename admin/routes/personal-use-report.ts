import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { personalUseOf, personalUseReport, personalUseWeek } from '../services/personal-use-report.ts';
import { Name, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';
import { Reason } from './unblocking-schemas.ts';

/** Who answers for staff. Colleagues in IT, whose machine counts it, learn nobody's name. */
const READERS: readonly Role[] = ['headteacher'];
/** That it is counted, and how, is for those who answer for the data, too. */
const OVERSEERS: readonly Role[] = [...READERS, 'dpo'];

const Words = Type.String();
const Minutes = Type.Record(Words, Type.Integer(), { description: 'by category' });
const Why = Type.Object({ reason: Reason }, { ...strict, description: 'reason: of the look, as it is to stand in the audit log' });
const Week = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'its Monday' });

const Report = Type.Object({
  enabled: Type.Boolean({ description: 'false: nothing is counted' }),
  reason: Nullable(Words),
  notice: Nullable(Type.Object({ text: Words, from: Words, dpia: Words })),
  minutesAWeek: Type.Record(Words, Type.Integer(), { description: 'by category; what is not above it is not kept' }),
  workTime: Type.Array(Type.Object({ days: Type.Array(Words), from: Words, until: Words })),
  keepWeeks: Type.Integer(),
  weeks: Type.Array(Type.Object({ week: Words, reckonedAt: Words, people: Type.Integer({ description: 'above a threshold' }) })),
});
const OneWeek = Type.Object({
  week: Words,
  reckonedAt: Words,
  minutesAWeek: Minutes,
  items: Type.Array(Type.Object({ person: Words, school: Nullable(Words), minutes: Minutes })),
});
const OnePerson = Type.Object({
  person: Words,
  items: Type.Array(Type.Object({ week: Words, minutes: Minutes, minutesAWeek: Minutes })),
});

/** `GET /api/v1/personal-use/report…`: staff's private use in working time above a threshold, week by week (row R19). */
export function personalUseReportRoutes(app: FastifyInstance, context: AdminContext): void {
  const path = '/api/v1/personal-use/report';
  const tags = ['personal-use'];

  app.get(path, { config: { roles: OVERSEERS }, schema: { tags, response: { 200: Report } } }, async (request) =>
    personalUseReport(principalOf(request), context),
  );

  app.get<{ Params: { week: string }; Querystring: { reason: string } }>(
    `${path}/weeks/:week`,
    {
      config: { roles: READERS },
      schema: { tags, params: Type.Object({ week: Week }), querystring: Why, response: { 200: OneWeek } },
    },
    async (request) => personalUseWeek(principalOf(request), { ...request.params, ...request.query }, context),
  );

  app.get<{ Params: { person: string }; Querystring: { reason: string } }>(
    `${path}/people/:person`,
    {
      config: { roles: READERS },
      schema: { tags, params: Type.Object({ person: Name }), querystring: Why, response: { 200: OnePerson } },
    },
    async (request) => personalUseOf(principalOf(request), { ...request.params, ...request.query }, context),
  );
}
