import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Config } from '../../config/schema/config.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { ConsoleCookies } from '../auth/cookies.ts';
import { createProvider, type Provider } from '../auth/oidc.ts';
import { callerOf } from '../auth/session.ts';
import { providerLimit } from '../auth/tries.ts';
import { Problem } from '../problem.ts';
import { auditRefusal, begin, type Progress, type SignInContext } from '../services/sign-in.ts';
import { setProgress } from './session.ts';

interface Context extends SignInContext {
  readonly config: Pick<Config, 'trust' | 'signIn' | 'admin'>;
  readonly cookies: ConsoleCookies;
  readonly logger: Logger;
}

const Params = Type.Object({ id: Type.String({ maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' }) });
type Params = Type.Static<typeof Params>;
const Answer = Type.Object({
  trustName: Type.String(),
  providers: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), startUrl: Type.String() })),
});
const CONSOLE = '/console/';
/** Why somebody is back at the sign-in page, in the address: `refused` is for whom no account is here, whoever they are. */
type Trouble = 'provider-failed' | 'refused' | 'too-many';

const pathOf = (id: string): string => `/api/v1/sign-in/oidc/${id}`;

/** `/api/v1/sign-in`: what the sign-in page offers, and the round trip to a provider. */
export function signInRoutes(app: FastifyInstance, context: Context): void {
  const { config, cookies, logger, stores } = context;
  const open = { roles: 'open' } as const;
  const tags = ['session'];
  const providers = new Map<string, Provider>(
    config.signIn.providers.map((one) => [one.id, createProvider(one, new URL(`${pathOf(one.id)}/callback`, config.admin.url).href)]),
  );

  app.get('/api/v1/sign-in', { config: open, schema: { tags, response: { 200: Answer } } }, async () => ({
    trustName: config.trust.name,
    providers: config.signIn.providers.map(({ id, title }) => ({ id, title, startUrl: `${pathOf(id)}/start` })),
  }));

  app.get<{ Params: Params }>(`${pathOf(':id')}/start`, { config: open, schema: { tags, params: Params } }, async (request, reply) => {
    const provider = providerOf(request.params);
    const giveBack = await takeTry(request.ip);
    if (giveBack === undefined) return reply.redirect(backWith('too-many'), 303);
    const started = await provider.start();
    if (!started.ok) return reply.redirect(failed(request.params, started.failure.message), 303);
    await giveBack();
    cookies.setProvider(reply, started.value.secret);
    return reply.redirect(started.value.url, 303);
  });

  app.get<{ Params: Params }>(`${pathOf(':id')}/callback`, { config: open, schema: { tags, params: Params } }, async (request, reply) => {
    const { params } = request;
    const provider = providerOf(params);
    const secret = cookies.provider(request);
    cookies.setProvider(reply, null);
    if (secret === undefined) return reply.redirect(backWith('provider-failed'), 303);
    const giveBack = await takeTry(request.ip);
    if (giveBack === undefined) return reply.redirect(backWith('too-many'), 303);
    const finished = await provider.finish(secret, /\?.*/.exec(request.url)?.[0] ?? '');
    if (!finished.ok) return reply.redirect(failed(params, finished.failure.message), 303);
    const { email, hasSecondFactor } = finished.value;
    const account = email === null ? undefined : await stores.accounts.byEmail(email);
    const caller = callerOf(request, cookies);
    if (account === undefined) {
      await auditRefusal(undefined, caller, email === null ? `${params.id}: no verified address` : `${params.id}: no account`, context);
      return reply.redirect(backWith('refused'), 303);
    }
    await giveBack();
    const progress: Progress = await begin(account, { by: params.id, factor: hasSecondFactor ? 'provider' : 'none' }, caller, context);
    setProgress(reply, progress, cookies);
    return reply.redirect(CONSOLE, 303);
  });

  function providerOf({ id }: Params): Provider {
    const provider = providers.get(id);
    if (provider === undefined) throw new Problem('not-found', 'There is no such place to sign in at.');
    return provider;
  }

  /** Counts a round trip that may be in vain; returns what to call when it was not, or undefined when there were too many. */
  async function takeTry(address: string): Promise<(() => Promise<void>) | undefined> {
    const limit = providerLimit(address, context.key);
    const taken = await stores.signInTries.take([limit], context.clock());
    return taken.kind === 'refused' ? undefined : () => stores.signInTries.giveBack([limit.key]);
  }

  /** The provider's own words may hold what somebody typed: the log has the code alone. */
  function failed({ id }: Params, code: string): string {
    logger.warn({ provider: id, code }, 'a sign-in through a provider failed');
    return backWith('provider-failed');
  }
}

function backWith(trouble: Trouble): string {
  return `${CONSOLE}?signIn=${trouble}`;
}
