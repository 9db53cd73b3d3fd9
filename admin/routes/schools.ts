import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { schoolsNotLive } from '../../alerts/go-live.ts';
import { type Contact, contactsOf, type SchoolContacts } from '../../alerts/routing/directory.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Nullable, PageQuery, pageBy, pageOf } from './pages.ts';

type Query = { Querystring: Type.Static<typeof PageQuery> };

const Words = Type.String();
const Schools = Type.Object({ items: Type.Array(Type.Object({ id: Words, name: Words })), next: Nullable(Words) });

const AS = ['dsl', 'deputy', 'headteacher', 'chair', 'it', 'on-call', 'trust-safeguarding-lead'] as const;
const Recipients = Type.Object({
  items: Type.Array(
    Type.Object({
      school: Nullable(Type.String({ description: 'null: the trust' })),
      name: Words,
      alertsLive: Nullable(Type.Boolean({ description: 'whether its safeguarding lead has confirmed a test alert' })),
      recipients: Type.Array(Type.Object({ as: Type.Enum([...AS]), name: Words, email: Words })),
    }),
  ),
  next: Nullable(Words),
});

/**
 * `GET /api/v1/schools`: which there are; `GET /api/v1/recipients`: who is told of what. Both stand in the configuration file, which
 * the people with the machine write: here they are read (docs/adr/0009).
 */
export function schoolRoutes(app: FastifyInstance, { config, stores }: AdminContext): void {
  const tags = ['schools'];

  app.get<Query>(
    '/api/v1/schools',
    { config: { roles: 'any' }, schema: { tags, querystring: PageQuery, response: { 200: Schools } } },
    async (request) => {
      const { school } = principalOf(request);
      const own = config.schools.filter(({ id }) => school === null || id === school);
      return pageOf(
        own.map(({ id, name }) => ({ id, name })),
        request.query,
      );
    },
  );

  app.get<Query>(
    '/api/v1/recipients',
    {
      config: { roles: ['trust-admin', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'dpo'] },
      schema: { tags, querystring: PageQuery, response: { 200: Recipients } },
    },
    async (request) => {
      const { school } = principalOf(request);
      const { directory } = contactsOf(config);
      const waiting = new Set(schoolsNotLive(directory, await stores.incidentAccess.confirmations()).map(({ id }) => id));
      const { trustName, trustLead, schools } = directory;
      const lead = trustLead === null ? [] : [recipient('trust-safeguarding-lead', trustLead)];
      const trust = { school: null, name: trustName, alertsLive: null, recipients: lead };
      const own = [...schools.values()].filter(({ id }) => school === null || id === school);
      const items = own.map((one) => ({ school: one.id, name: one.name, alertsLive: !waiting.has(one.id), recipients: recipientsOf(one) }));
      return pageBy((item) => item.school ?? 'trust:', school === null ? [trust, ...items] : items, request.query);
    },
  );
}

function recipientsOf({ dsl, deputies, headteacher, chair, it, onCall }: SchoolContacts) {
  const each: readonly (readonly [(typeof AS)[number], Contact | null])[] = [
    ['dsl', dsl],
    ...deputies.map((deputy) => ['deputy', deputy] as const),
    ['headteacher', headteacher],
    ['chair', chair],
    ['it', it],
    ['on-call', onCall],
  ];
  return each.flatMap(([as, contact]) => (contact === null ? [] : [recipient(as, contact)]));
}

function recipient(as: (typeof AS)[number], { name, email }: Contact) {
  return { as, name, email };
}
