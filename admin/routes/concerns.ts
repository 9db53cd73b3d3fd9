import { randomInt } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { CONCERN_SUBJECTS, CONCERN_THEMES } from '../../alerts/concern.ts';
import { type IpAddress, parseIpAddress } from '../../core/address.ts';
import { decisionIdGenerator } from '../../core/decision-id.ts';
import { SEVERITIES } from '../../core/incident.ts';
import { LONGEST_LINE, LONGEST_WORDS } from '../../pages/concern-page.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import { type Principal, personActing, principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { concernId, fileConcern } from '../portal/concern.ts';
import { ConcernLimit } from '../portal/concern-limit.ts';
import { concernValues } from '../portal/concern-values.ts';
import type { PortalVisitor } from '../portal/visitor.ts';
import { Problem } from '../problem.ts';
import { createIncidentServices } from '../services/incident-services.ts';
import { requireSchool } from '../services/refusal.ts';
import { BODY_LIMIT_BYTES, SchoolId, strict, Text } from './measure-schemas.ts';

/** Of decision ids, apart from those of the proxies, the portal's forms and the hourly test. */
const WRITER_NUMBER = 1_021;
const HOUR_SECONDS = 3_600;
const TOO_MANY = 'There have been many reports from you within an hour. This one was NOT sent: tell a safeguarding lead now.';
const NOWHERE = '0.0.0.0' as IpAddress;

const Line = Text(LONGEST_LINE, 0);
const Body = Type.Object(
  {
    words: Type.String({ minLength: 1, maxLength: LONGEST_WORDS, pattern: '\\S', description: 'what was seen or said' }),
    about: Type.Optional(Type.Enum([...CONCERN_SUBJECTS])),
    name: Type.Optional(Line),
    theme: Type.Optional(Type.Enum([...CONCERN_THEMES])),
    severity: Type.Optional(Type.Enum([...SEVERITIES])),
    page: Type.Optional(Line),
    place: Type.Optional(Line),
    school: Type.Optional(SchoolId),
    asksIt: Type.Optional(Type.Boolean({ description: 'ask IT to block the page: they learn the page and nothing else' })),
  },
  strict,
);
type Body = Type.Static<typeof Body>;

const Filed = Type.Object({
  reference: Type.String({ description: 'of the report, for whoever made it' }),
  theme: Type.String(),
  itAsked: Type.Boolean(),
  isAboutAdult: Type.Boolean(),
});

/** `POST /api/v1/concerns`: staff tell the safeguarding leads what they saw (row R54). Whoever tells it does not get to read the incident. */
export function concernRoutes(app: FastifyInstance, context: AdminContext): void {
  const incidents = createIncidentServices(context);
  const limit = new ConcernLimit();
  const nextId = decisionIdGenerator(WRITER_NUMBER, randomInt(2 ** 25));
  // Staff come from the console, not from a block page: what was refused to them a minute ago is not looked at.
  const recentBlocks = { caughtUp: async () => {}, forClient: () => [] };
  const desk = { ...context, directory: () => incidents.directory(), recentBlocks };

  app.post<{ Body: Body }>(
    '/api/v1/concerns',
    { config: { roles: 'any' }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['concerns'], body: Body, response: { 201: Filed } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { school, asksIt, ...said } = request.body;
      if (school !== undefined) await requireSchool(context, principal, school, { action: 'concern.file' });
      const visitor = reporterOf(request, principal, school, context);
      const form = new URLSearchParams({ ...said, ...(school !== undefined && { school }), asksIt: asksIt === true ? 'yes' : 'no' });
      const values = concernValues(form);
      const id = concernId(nextId(visitor.now), values);
      if (limit.take(id, personActing(principal), visitor.ip, visitor.now) !== 'taken') {
        reply.header('retry-after', HOUR_SECONDS);
        throw new Problem('rate-limited', TOO_MANY);
      }
      const filed = await fileConcern(desk, visitor, id, values);
      reply.code(201);
      return { reference: id, ...filed };
    },
  );
}

/** Whoever is signed in, as somebody at a school's device: staff, by their own name. */
function reporterOf(
  request: FastifyRequest,
  principal: Principal,
  asked: string | undefined,
  { policy, clock }: AdminContext,
): PortalVisitor {
  const name = personActing(principal);
  const person = findPerson(policy, name);
  const school = principal.school ?? asked ?? person?.school ?? null;
  const username = person?.name ?? name;
  return {
    ip: parseIpAddress(request.ip) ?? NOWHERE,
    now: clock(),
    leased: { username, computer: null, school, group: 'staff', attribution: 'portal' },
    group: 'staff',
    school,
  };
}
