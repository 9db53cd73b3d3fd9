import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Announcement } from '../../core/announcement.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import type { AdminContext } from '../context.ts';
import { announce } from '../services/announcements.ts';
import { createPolicies } from '../services/policies.ts';
import { EDITORS, editorOf } from './policy-access.ts';

const strict = { additionalProperties: false } as const;
/** For pupils to read: a paragraph, no more. */
const Text = Type.String({ minLength: 3, maxLength: 1_000, pattern: '^[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*$' });
const Groups = Type.Array(Type.Enum([...GROUP_IDS]), { minItems: 1, maxItems: GROUP_IDS.length });
export const AnnouncementBody = Type.Object(
  {
    text: Text,
    groups: Type.Optional(Groups),
    emergency: Type.Optional(Type.Boolean({ description: 'made at once, and told afterwards' })),
  },
  { ...strict, description: 'what those affected are told of the change' },
);
const Words = Type.String();
const Told = Type.Object({
  id: Words,
  text: Words,
  groups: Type.Array(Words),
  emergency: Type.Boolean(),
  policyVersion: Words,
  effectiveAt: Words,
  by: Words,
  createdAt: Words,
  until: Words,
});
const tags = ['policy'];

/** `GET|POST /api/v1/announcements`: what people are told of changes of the policy, also of one that is in force already (row R64). */
export function announcementRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };
  const policies = createPolicies(services);

  app.get(
    '/api/v1/announcements',
    { config: { roles: 'any' }, schema: { tags, response: { 200: Type.Object({ items: Type.Array(Told) }) } } },
    async () => ({ items: (await context.stores.announcements.shown(context.clock())).map(view) }),
  );

  app.post<{ Body: Type.Static<typeof AnnouncementBody> }>(
    '/api/v1/announcements',
    { config: { roles: EDITORS }, schema: { tags, body: AnnouncementBody, response: { 201: Told } } },
    async (request, reply) => {
      const principal = await editorOf(request, context);
      const { version, document, effectiveAt } = await policies.at(context.clock());
      const before = (await policies.history()).find((one) => one.effectiveAt < effectiveAt);
      const told = await announce(
        principal,
        request.body,
        {
          ...{ version, effectiveAt, after: document },
          before: before === undefined ? undefined : (await policies.version(before.version)).document,
        },
        services,
      );
      reply.code(201);
      return view(told);
    },
  );
}

function view({ effectiveAt, createdAt, until, ...one }: Announcement) {
  const iso = (at: number) => new Date(at).toISOString();
  return { ...one, effectiveAt: iso(effectiveAt), createdAt: iso(createdAt), until: iso(until) };
}
