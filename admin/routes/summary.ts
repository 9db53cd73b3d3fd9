import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { PROTECTION_CLASSES } from '../../blocklists/protection.ts';
import { textColourOn } from '../../pages/layout.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { createIncidentServices } from '../services/incident-services.ts';
import {
  draftsWaiting,
  incidentsWaiting,
  leasesNow,
  listsNow,
  mayRead,
  openNow,
  protectionNow,
  requestsWaiting,
} from '../services/summary.ts';
import { conditionsOf, notLive } from './health.ts';
import { Nullable } from './pages.ts';

const Count = Type.Integer();
const Words = Type.String();
const Colours = Type.Object({ back: Words, text: Type.String({ description: 'black or white: at least 4.58 to 1 on `back`' }) });
const Answer = Type.Object({
  at: Words,
  role: Words,
  school: Nullable(Words),
  schools: Type.Array(Type.Object({ id: Words, name: Words, colours: Nullable(Colours) }), {
    description: 'those that may be chosen from',
  }),
  goLive: Type.Boolean(),
  alertsNotLive: Nullable(Type.Array(Words, { description: 'schools whose lead has not confirmed a test alert' })),
  protection: Type.Object({
    ok: Type.Boolean(),
    lacking: Type.Array(
      Type.Object({ class: Type.Enum([...PROTECTION_CLASSES]), title: Words, status: Type.Enum(['stale', 'missing', 'protected']) }),
    ),
  }),
  incidents: Type.Optional(
    Type.Object({
      open: Count,
      more: Type.Boolean({ description: 'there are more than could be counted' }),
      unacknowledged: Count,
      danger: Count,
      warning: Count,
      advisory: Count,
      oldestOpenAt: Nullable(Words),
    }),
  ),
  requests: Type.Optional(Type.Object({ open: Count, more: Type.Boolean(), awaitingSecond: Count, overdue: Count, urgent: Count })),
  drafts: Type.Optional(Type.Object({ waiting: Count })),
  openNow: Type.Optional(Type.Object({ overrides: Count, lessons: Count, exams: Count, suspensions: Count, blocks: Count })),
  health: Type.Optional(Type.Object({ ok: Type.Boolean(), problems: Type.Array(Type.Object({ part: Words, detail: Words })) })),
  lists: Type.Optional(
    Type.Object({
      version: Nullable(Words),
      builtAt: Nullable(Words),
      sources: Type.Array(
        Type.Object({
          id: Words,
          status: Type.Enum(['fresh', 'last-good', 'refused', 'failed']),
          message: Nullable(Words),
          entries: Count,
          checkedAt: Nullable(Words),
          own: Type.Boolean({ description: 'one of our own, which protects nobody by itself' }),
          licence: Nullable(Words),
        }),
      ),
    }),
  ),
  leases: Type.Optional(Type.Object({ count: Count })),
});

/** `GET /api/v1/summary`: what needs whoever asks, in numbers: each role the parts that it may read. */
export function summaryRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  const incidents = createIncidentServices(context);

  app.get('/api/v1/summary', { config: { roles: 'any' }, schema: { tags: ['summary'], response: { 200: Answer } } }, async (request) => {
    const principal = principalOf(request);
    const { role, school } = principal;
    const schools = context.config.schools
      .filter(({ id }) => school === null || id === school)
      .map(({ id, name, colour }) => ({ id, name, colours: colour === undefined ? null : { back: colour, text: textColourOn(colour) } }));
    const notLiveSchools = await notLive(context);
    return {
      at: new Date(context.clock()).toISOString(),
      role,
      school,
      schools,
      goLive: context.config.goLive,
      alertsNotLive: notLiveSchools?.filter((id) => school === null || id === school) ?? null,
      protection: await protectionNow(services),
      ...(mayRead.incidents(principal) && { incidents: await incidentsWaiting(principal, incidents) }),
      ...(mayRead.office(principal) && {
        requests: await requestsWaiting(principal, services),
        openNow: await openNow(principal, services),
      }),
      ...(mayRead.policy(principal) && { drafts: await draftsWaiting(services) }),
      ...(mayRead.it(principal) && {
        health: await healthNow(),
        lists: await listsNow(services),
        leases: await leasesNow(principal, services),
      }),
    };
  });

  async function healthNow() {
    const failing = (await conditionsOf(context)).filter(({ ok }) => !ok);
    return { ok: failing.length === 0, problems: failing.map(({ part, detail }) => ({ part, detail: detail ?? 'It does not work.' })) };
  }
}
