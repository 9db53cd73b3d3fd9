import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { type IpAddress, parseIpAddress } from '../../core/address.ts';
import { GROUP_IDS, type Lease, type Role } from '../../core/identity.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import { type Principal, principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { putInForce } from '../services/in-force.ts';
import { outsideWords, refused, requireSchool } from '../services/refusal.ts';
import { earliest } from '../services/times.ts';
import { CursorText, pageBy } from './pages.ts';
import { Name } from './unblocking-schemas.ts';

const ROLES: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
const MAX_TTL_SECONDS = 7 * 24 * 3600;

const MOST_LEASES = 60_000;

const LeaseInput = Type.Object(
  {
    ip: Type.String({ maxLength: 60 }),
    user: Name,
    computer: Name,
    group: Type.Optional(Type.Enum([...GROUP_IDS])),
    school: Type.Optional(Type.String({ maxLength: 63 })),
    ttlSeconds: Type.Integer({ minimum: 1, maximum: MAX_TTL_SECONDS }),
  },
  { additionalProperties: false },
);
/** Whoever sends all of them at once may read them at once. */
const LeaseQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: MOST_LEASES, default: MOST_LEASES }), cursor: Type.Optional(CursorText) },
  { additionalProperties: false },
);
type LeaseInput = Type.Static<typeof LeaseInput>;

const InForce = Type.Object({
  revision: Type.Integer(),
  inForce: Type.Boolean({ description: 'true when every running worker has confirmed it' }),
  waitingFor: Type.Array(Type.String()),
});

/** `PUT|GET|DELETE /api/v1/leases`: who sits at which address, for how long. */
export function leaseRoutes(app: FastifyInstance, context: AdminContext): void {
  const { stores, clock } = context;

  app.put<{ Body: LeaseInput[] }>(
    '/api/v1/leases',
    {
      config: { roles: ROLES },
      schema: { tags: ['leases'], body: Type.Array(LeaseInput, { maxItems: MOST_LEASES }), response: { 200: InForce } },
    },
    async (request) => {
      const principal = principalOf(request);
      const now = clock();
      const leases = request.body.map((input, index) => parseLease(input, index, now, context));
      for (const lease of leases) await requireSchool(context, principal, lease.school, { action: 'leases.put' });
      await refusePeopleElsewhere(principal, leases);
      refuseDuplicates(leases);
      // A new lease ends the one that its address had.
      await requireOwnLeases(
        principal,
        leases.map(({ ip }) => ip),
        'leases.put',
      );
      const revision = await stores.leases.put(leases);
      const subject = leases.length === 1 ? (leases[0]?.ip ?? '') : `${leases.length} addresses`;
      await audit('leases.put', subject, principal.actor, { count: leases.length });
      return announced(revision);
    },
  );

  app.get<{ Querystring: Type.Static<typeof LeaseQuery> }>(
    '/api/v1/leases',
    { config: { roles: ROLES }, schema: { tags: ['leases'], querystring: LeaseQuery } },
    app.kept(
      async () => [(await stores.revisions()).leases],
      async (request) => {
        const { school } = principalOf(request);
        const all = await stores.leases.list(clock());
        const own = school === null ? all : all.filter((lease) => lease.school === school);
        const { items, next } = pageBy(({ ip }) => ip, own, request.query);
        return {
          body: { items: items.map((lease) => ({ ...lease, expiresAt: new Date(lease.expiresAt).toISOString() })), next },
          until: earliest(own.map(({ expiresAt }) => expiresAt)),
        };
      },
    ),
  );

  app.delete<{ Querystring: { ip: string[] } }>(
    '/api/v1/leases',
    {
      config: { roles: ROLES },
      schema: {
        tags: ['leases'],
        querystring: Type.Object({ ip: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }) }),
        response: { 200: InForce },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const ips = request.query.ip.map((text) => parseIpOrRefuse(text, 'ip'));
      await requireOwnLeases(principal, ips, 'leases.remove');
      const revision = await stores.leases.remove(ips);
      await audit('leases.remove', ips.slice(0, 5).join(' '), principal.actor, { count: ips.length });
      return announced(revision);
    },
  );

  async function requireOwnLeases(principal: Principal, ips: readonly IpAddress[], action: string): Promise<void> {
    const { school } = principal;
    if (school === null) return;
    const asked = new Set(ips);
    const foreign = (await stores.leases.list(clock())).find((lease) => asked.has(lease.ip) && lease.school !== school);
    if (foreign === undefined) return;
    throw await refused(context, principal, { action, subject: foreign.ip, code: 'forbidden', words: outsideWords(school) });
  }

  /** What is done at an address is written down under its holder's name: a school may not write it under that of somebody elsewhere. */
  async function refusePeopleElsewhere(principal: Principal, leases: readonly Lease[]): Promise<void> {
    const { school } = principal;
    if (school === null) return;
    const index = leases.findIndex(({ user }) => (findPerson(context.policy, user)?.school ?? school) !== school);
    const subject = leases[index]?.user;
    if (subject === undefined) return;
    const words = `body/${index}/user: somebody of another school. ${outsideWords(school)}`;
    throw await refused(context, principal, { action: 'leases.put', subject, code: 'forbidden', words });
  }

  async function audit(action: string, subject: string, actor: string, detail: Record<string, unknown>): Promise<void> {
    await stores.audit.append({ at: clock(), actor, action, subject, outcome: 'done', detail });
  }

  const announced = (revision: number) => putInForce(context, 'leases', revision);
}

function parseLease(input: LeaseInput, index: number, now: number, context: AdminContext): Lease {
  const ip = parseIpOrRefuse(input.ip, `body/${index}/ip`);
  if (input.school !== undefined && !context.config.schools.some((school) => school.id === input.school)) {
    throw new Problem('bad-request', `body/${index}/school: there is no school "${input.school}".`);
  }
  return {
    ip,
    user: input.user,
    computer: input.computer,
    group: input.group ?? null,
    school: input.school ?? null,
    expiresAt: now + input.ttlSeconds * 1000,
  };
}

function parseIpOrRefuse(text: string, where: string): IpAddress {
  const ip = parseIpAddress(text.trim());
  if (ip === undefined) throw new Problem('bad-request', `${where}: not an IP address.`);
  return ip;
}

/** Two people at one address in one request is a mistake of the sender: refusing all is better than guessing one. */
function refuseDuplicates(leases: readonly Lease[]): void {
  const seen = new Set<string>();
  for (const lease of leases) {
    if (seen.has(lease.ip)) throw new Problem('bad-request', `The address ${lease.ip} is named twice.`);
    seen.add(lease.ip);
  }
}
