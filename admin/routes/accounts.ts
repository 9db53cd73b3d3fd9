import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { ROLES, type Role } from '../../core/identity.ts';
import type { Account, AccountChange } from '../../storage/accounts.ts';
import { principalOf } from '../auth/principal.ts';
import {
  ACCOUNT_NAME,
  type AccountsContext,
  addAccount,
  changeAccount,
  EMAIL,
  listAccounts,
  removeAccount,
  resetAccount,
  type WithOneTimePassword,
} from '../services/accounts.ts';
import { SECOND_FACTOR_ROLES } from '../services/sign-in.ts';
import { Nullable, PageQuery, pageBy } from './pages.ts';
import { Name, SchoolId } from './unblocking-schemas.ts';

const ADMINISTRATORS: readonly Role[] = ['trust-admin', 'head-of-it'];

const strict = { additionalProperties: false } as const;
const AccountName = Type.String({ minLength: 1, maxLength: 100, pattern: ACCOUNT_NAME });
const Email = Type.String({ maxLength: 200, pattern: EMAIL, description: "by which a provider's sign-in finds it" });
const School = Nullable(SchoolId);

const AccountBody = Type.Object(
  {
    name: AccountName,
    displayName: Type.Optional(Name),
    email: Type.Optional(Nullable(Email)),
    role: Type.Enum([...ROLES]),
    school: Type.Optional(School),
  },
  strict,
);
const ChangeBody = Type.Object(
  {
    displayName: Type.Optional(Name),
    email: Type.Optional(Nullable(Email)),
    role: Type.Optional(Type.Enum([...ROLES])),
    school: Type.Optional(School),
  },
  { ...strict, minProperties: 1 },
);
const Params = Type.Object({ name: Type.String({ maxLength: 200 }) });
const Shown = {
  name: Type.String(),
  displayName: Type.String(),
  email: Nullable(Type.String()),
  role: Type.Enum([...ROLES]),
  school: Nullable(Type.String()),
  hasTotp: Type.Boolean({ description: 'an authenticator app is set up' }),
  needsSecondFactor: Type.Boolean({ description: 'its role may not sign in without a second factor' }),
  mustSetPassword: Type.Boolean({ description: 'its one-time password waits to be replaced' }),
  createdAt: Type.String(),
  lastSignInAt: Nullable(Type.String()),
};
const AccountAnswer = Type.Object(Shown);
const SecretAnswer = Type.Object({
  ...Shown,
  oneTimePassword: Type.String({ description: 'shown only now' }),
  oneTimePasswordUntil: Type.String(),
});

/** `/api/v1/accounts`: who signs in to the console. */
export function accountRoutes(app: FastifyInstance, services: AccountsContext): void {
  const config = { roles: ADMINISTRATORS };
  const tags = ['accounts'];

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/accounts',
    {
      config,
      schema: {
        tags,
        querystring: PageQuery,
        response: { 200: Type.Object({ items: Type.Array(AccountAnswer), next: Nullable(Type.String()) }) },
      },
    },
    async (request) => {
      const accounts = await listAccounts(principalOf(request), services);
      const { items, next } = pageBy(({ name }) => name, accounts, request.query);
      return { items: items.map(shown), next };
    },
  );

  app.post<{ Body: Type.Static<typeof AccountBody> }>(
    '/api/v1/accounts',
    { config: { ...config, answersSecret: true }, schema: { tags, body: AccountBody, response: { 201: SecretAnswer } } },
    async (request, reply) => {
      const made = await addAccount(principalOf(request), request.body, services);
      reply.code(201);
      return shownOnce(made);
    },
  );

  app.patch<{ Params: Type.Static<typeof Params>; Body: AccountChange }>(
    '/api/v1/accounts/:name',
    { config, schema: { tags, params: Params, body: ChangeBody, response: { 200: AccountAnswer } } },
    async (request) => shown(await changeAccount(principalOf(request), request.params.name, request.body, services)),
  );

  app.delete<{ Params: Type.Static<typeof Params> }>(
    '/api/v1/accounts/:name',
    { config, schema: { tags, params: Params, response: { 200: Type.Object({ name: Type.String() }) } } },
    async (request) => {
      await removeAccount(principalOf(request), request.params.name, services);
      return { name: request.params.name };
    },
  );

  app.post<{ Params: Type.Static<typeof Params> }>(
    '/api/v1/accounts/:name/reset',
    { config: { ...config, answersSecret: true }, schema: { tags, params: Params, response: { 200: SecretAnswer } } },
    async (request) => shownOnce(await resetAccount(principalOf(request), request.params.name, services)),
  );
}

function shown({ name, displayName, email, role, school, totp, oneTimeUntil, createdAt, lastSignInAt }: Account) {
  return {
    name,
    displayName,
    email,
    role,
    school,
    hasTotp: totp !== null,
    needsSecondFactor: SECOND_FACTOR_ROLES.includes(role),
    mustSetPassword: oneTimeUntil !== null,
    createdAt: new Date(createdAt).toISOString(),
    lastSignInAt: lastSignInAt === null ? null : new Date(lastSignInAt).toISOString(),
  };
}

function shownOnce({ account, oneTimePassword }: WithOneTimePassword) {
  return { ...shown(account), oneTimePassword, oneTimePasswordUntil: new Date(account.oneTimeUntil ?? 0).toISOString() };
}
