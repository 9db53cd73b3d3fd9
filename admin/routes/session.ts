import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { ROLES } from '../../core/identity.ts';
import { SESSION_IDLE_MS, SIGN_IN_STEPS } from '../../storage/sessions.ts';
import type { ConsoleCookies } from '../auth/cookies.ts';
import { LONGEST_PASSWORD } from '../auth/passwords.ts';
import { callerOf, requireSession, sessionOf } from '../auth/session.ts';
import { Problem } from '../problem.ts';
import { setOwnPassword } from '../services/own-password.ts';
import { confirmEnrolment, enterCode, offerEnrolment } from '../services/second-factor.ts';
import { auditOwn, type Progress, type SignedIn, type SignInContext, signInByPassword } from '../services/sign-in.ts';
import { Nullable } from './pages.ts';
import { Name } from './unblocking-schemas.ts';

const strict = { additionalProperties: false } as const;
const Password = Type.String({ minLength: 1, maxLength: LONGEST_PASSWORD });
const Step = Type.Enum([...SIGN_IN_STEPS], { description: 'what the sign-in waits for; `done`: for nothing' });
const StepAnswer = Type.Object({ step: Step });
const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 60, description: 'six digits, or a recovery code' }) }, strict);
const Credentials = Type.Object({ name: Name, password: Password }, strict);
const PasswordBody = Type.Object({ password: Password, current: Type.Optional(Password) }, strict);
const Offer = Type.Object({ secret: Type.String(), uri: Type.String(), qrSvgDataUri: Type.String() });
const Confirmed = Type.Object({ step: Step, recoveryCodes: Type.Array(Type.String(), { description: 'shown only now' }) });
const SessionAnswer = Type.Object({
  step: Step,
  account: Type.Object({
    name: Type.String(),
    displayName: Type.String(),
    role: Type.Enum([...ROLES]),
    school: Nullable(Type.String()),
    hasTotp: Type.Boolean(),
  }),
  idleEndsAt: Type.String(),
  endsAt: Type.String(),
});

/** `/api/v1/session`: signing in, step by step, and out. Each step gives the cookie a new secret. */
export function sessionRoutes(app: FastifyInstance, context: SignInContext & { readonly cookies: ConsoleCookies }): void {
  const { cookies } = context;
  const config = { roles: 'open' } as const;
  const tags = ['session'];
  const stepSchema = { tags, response: { 200: StepAnswer } };

  app.post<{ Body: Type.Static<typeof Credentials> }>(
    '/api/v1/session',
    { config, schema: { ...stepSchema, body: Credentials } },
    async (request, reply) => {
      cookies.refuseCrossSite(request, { withHeader: false });
      return { step: take(reply, await signInByPassword(request.body, callerOf(request, cookies), context)) };
    },
  );

  app.get('/api/v1/session', { config, schema: { tags, response: { 200: SessionAnswer } } }, async (request, reply) => {
    // The page asks by itself how long there is: that is no use.
    const found = await sessionOf(request, cookies, context, { isUse: false });
    if (found !== undefined) return shown(found);
    if (cookies.session(request) !== undefined) cookies.setSession(reply, null);
    throw new Problem('unauthenticated', 'Nobody is signed in here, or not any more.');
  });

  app.delete(
    '/api/v1/session',
    { config, schema: { tags, response: { 200: Type.Object({ ended: Type.Boolean() }) } } },
    async (request, reply) => {
      const who = await requireSession(request, cookies, context);
      await auditOwn(who, 'sign-out', {}, context);
      await context.stores.sessions.end(who.session.id);
      cookies.setSession(reply, null);
      return { ended: true };
    },
  );

  app.post<{ Body: Type.Static<typeof Code> }>(
    '/api/v1/session/totp',
    { config, schema: { ...stepSchema, body: Code } },
    async (request, reply) => {
      const who = await requireSession(request, cookies, context);
      return { step: take(reply, await enterCode(who, request.body.code, callerOf(request, cookies), context)) };
    },
  );

  app.post('/api/v1/session/totp/enrolment', { config, schema: { tags, response: { 200: Offer } } }, async (request) =>
    offerEnrolment(await requireSession(request, cookies, context), context),
  );

  app.post<{ Body: Type.Static<typeof Code> }>(
    '/api/v1/session/totp/enrolment/confirm',
    { config, schema: { tags, body: Code, response: { 200: Confirmed } } },
    async (request, reply) => {
      const who = await requireSession(request, cookies, context);
      const confirmed = await confirmEnrolment(who, request.body.code, callerOf(request, cookies), context);
      return { step: take(reply, confirmed), recoveryCodes: [...confirmed.recoveryCodes] };
    },
  );

  app.post<{ Body: Type.Static<typeof PasswordBody> }>(
    '/api/v1/session/password',
    { config, schema: { ...stepSchema, body: PasswordBody } },
    async (request, reply) => {
      const who = await requireSession(request, cookies, context);
      return { step: take(reply, await setOwnPassword(who, request.body, callerOf(request, cookies), context)) };
    },
  );

  function take(reply: FastifyReply, progress: Progress) {
    setProgress(reply, progress, cookies);
    return progress.step;
  }
}

export function setProgress(reply: FastifyReply, { secret, device }: Progress, cookies: ConsoleCookies): void {
  cookies.setSession(reply, secret);
  if (device !== undefined) cookies.setDevice(reply, device);
}

function shown({ session, account }: SignedIn) {
  const { name, displayName, role, school, totp } = account;
  return {
    step: session.step,
    account: { name, displayName, role, school, hasTotp: totp !== null },
    idleEndsAt: new Date(Math.min(session.lastSeenAt + SESSION_IDLE_MS, session.endsAt)).toISOString(),
    endsAt: new Date(session.endsAt).toISOString(),
  };
}
