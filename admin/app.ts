import type { ServerOptions as TlsOptions } from 'node:https';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify';
import type { ErrorCode } from '../core/errors.ts';
import { createConsoleCookies } from './auth/cookies.ts';
import { createPasswords } from './auth/passwords.ts';
import { registerAuthentication } from './auth/principal.ts';
import { openSignInKey } from './auth/sign-in-key.ts';
import { consolePages } from './console/routes.ts';
import type { AdminContext } from './context.ts';
import { refuseInfiniteNumbers } from './finite-numbers.ts';
import { incidentPages } from './incident-page/routes.ts';
import { registerEtags } from './plugins/etags.ts';
import { registerIdempotency } from './plugins/idempotency.ts';
import { registerKeptAnswers } from './plugins/kept-answers.ts';
import { describeOperations } from './plugins/operations.ts';
import { createRateLimit } from './plugins/rate-limit.ts';
import { Problem, problemDetails } from './problem.ts';
import { accessReportRoutes } from './routes/access-reports.ts';
import { accountRoutes } from './routes/accounts.ts';
import { aiToolRoutes } from './routes/ai-tools.ts';
import { announcementRoutes } from './routes/announcements.ts';
import { arrangementRoutes } from './routes/arrangements.ts';
import { auditRoutes } from './routes/audit.ts';
import { blockedSiteRoutes } from './routes/blocked-sites.ts';
import { bypassSuggestionRoutes } from './routes/bypass-suggestions.ts';
import { categoryRoutes } from './routes/categories.ts';
import { concernRoutes } from './routes/concerns.ts';
import { examRoutes } from './routes/exams.ts';
import { explainRoutes } from './routes/explain.ts';
import { healthRoutes } from './routes/health.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { incidentReviewRoutes } from './routes/incidents-review.ts';
import { testAlertRoutes } from './routes/incidents-test-alert.ts';
import { leaseRoutes } from './routes/leases.ts';
import { lessonRoutes } from './routes/lessons.ts';
import { liveRoutes } from './routes/live.ts';
import { logSearchRoutes } from './routes/log-search.ts';
import { lookupRoutes } from './routes/lookups.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { openActionRoutes } from './routes/open-actions.ts';
import { overrideRoutes } from './routes/overrides.ts';
import { peopleRoutes } from './routes/people.ts';
import { personalUseRoutes } from './routes/personal-use.ts';
import { personalUseReportRoutes } from './routes/personal-use-report.ts';
import { policyRoutes } from './routes/policy.ts';
import { policyReplayRoutes } from './routes/policy-replays.ts';
import { protectionRoutes } from './routes/protection.ts';
import { pupilWifiRoutes } from './routes/pupil-wifi.ts';
import { requestRoutes } from './routes/requests.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { schoolRoutes } from './routes/schools.ts';
import { selfTestRoutes } from './routes/self-tests.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionsRoutes } from './routes/sessions.ts';
import { setupRoutes } from './routes/setup.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { summaryRoutes } from './routes/summary.ts';
import { suspensionRoutes } from './routes/suspensions.ts';
import { teachRoutes } from './routes/teach.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { tryRoutes } from './routes/try.ts';

/** 50,000 leases in one PUT are about 6 MB. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** The admin API. Listens nowhere by itself; tests call `inject`, main.ts `listen`. */
export async function createAdminApp(
  context: AdminContext,
  server: Pick<FastifyServerOptions, 'schemaController'> & { readonly https?: TlsOptions } = {},
): Promise<FastifyInstance> {
  const options = {
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // Unknown fields are the caller's mistake and are said to be one, instead of being dropped.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array' as const, allErrors: true } },
    // Such a target matches no route: no hook or handler sees it.
    frameworkErrors: (error: FastifyError, _request: unknown, reply: FastifyReply) =>
      error.code === 'FST_ERR_BAD_URL'
        ? sendProblem(reply, 'bad-request', 'The address is not valid.')
        : sendProblem(reply, 'not-found', 'There is no such thing: its name is too long for one.'),
    ...server,
  };
  const app: FastifyInstance = Fastify(
    options as FastifyServerOptions,
  ).withTypeProvider<TypeBoxTypeProvider>() as unknown as FastifyInstance;
  // Before the describing of routes begins.
  describeOperations(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Schoolgate admin API', version: '1', description: 'Errors are RFC 9457 problem details with a stable code.' },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'schoolgate_session' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
  });
  await app.register(cookie);
  registerErrors(app, context);
  registerSecurityHeaders(app);
  registerAuthentication(app, context, createRateLimit(context.config));
  refuseInfiniteNumbers(app);
  registerIdempotency(app, context);
  registerEtags(app);
  registerKeptAnswers(app, context);
  for (const routes of [
    healthRoutes,
    metricsRoutes,
    leaseRoutes,
    explainRoutes,
    protectionRoutes,
    auditRoutes,
    accessReportRoutes,
    logSearchRoutes,
    overrideRoutes,
    lessonRoutes,
    examRoutes,
    suspensionRoutes,
    arrangementRoutes,
    aiToolRoutes,
    pupilWifiRoutes,
    personalUseRoutes,
    personalUseReportRoutes,
    schoolRoutes,
    requestRoutes,
    policyRoutes,
    categoryRoutes,
    peopleRoutes,
    tokenRoutes,
    incidentRoutes,
    incidentReviewRoutes,
    summaryRoutes,
    liveRoutes,
    blockedSiteRoutes,
    bypassSuggestionRoutes,
    tryRoutes,
    policyReplayRoutes,
    lookupRoutes,
    teachRoutes,
    concernRoutes,
    setupRoutes,
    testAlertRoutes,
    reviewRoutes,
    openActionRoutes,
    selfTestRoutes,
    announcementRoutes,
    incidentPages,
    (scope: FastifyInstance) => consolePages(scope),
  ]) {
    await app.register(async (scope) => routes(scope, context));
  }
  const signIn = {
    ...context,
    key: openSignInKey(context.config.at.dataFolder),
    passwords: createPasswords(),
    cookies: createConsoleCookies(context.config),
  };
  for (const routes of [sessionRoutes, signInRoutes, sessionsRoutes, accountRoutes]) {
    await app.register(async (scope) => routes(scope, signIn));
  }
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  return app;
}

function registerSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  });
}

function registerErrors(app: FastifyInstance, context: AdminContext): void {
  app.setNotFoundHandler((_request, reply) => {
    sendProblem(reply, 'not-found', 'There is no such route.');
  });
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const { code, detail, errors } = describe(error);
    // The message of an unexpected error may hold data of a person: it goes to the log of the operator, never to the caller.
    if (code === 'internal') context.logger.error({ err: error, route: request.routeOptions.url }, 'a route failed');
    if (error instanceof Problem && error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    sendProblem(reply, code, detail, errors);
  });
}

function sendProblem(reply: FastifyReply, code: ErrorCode, detail: string, errors: readonly string[] = []): void {
  const body = problemDetails(code, detail, errors);
  reply
    .code(body['status'] as number)
    .type('application/problem+json')
    .send(body);
}

const STATUS_CODES: Record<number, ErrorCode> = {
  400: 'bad-request',
  404: 'not-found',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
};

function describe(error: FastifyError | Problem): { code: ErrorCode; detail: string; errors: readonly string[] } {
  if (error instanceof Problem) return { code: error.code, detail: error.message, errors: error.errors };
  // Locked, full or away: its one line is for people, and holds no credentials.
  if (error.name === 'DatabaseFailure') return { code: 'unavailable', detail: error.message, errors: [] };
  if (error.validation !== undefined) {
    const where = error.validationContext ?? 'body';
    const errors = error.validation.slice(0, 20).map((item) => `${where}${item.instancePath}: ${item.message ?? 'is not valid'}`);
    return { code: 'bad-request', detail: errors[0] ?? 'The request is not valid.', errors };
  }
  const code = STATUS_CODES[error.statusCode ?? 500];
  return code === undefined
    ? { code: 'internal', detail: 'Something went wrong here.', errors: [] }
    : { code, detail: error.message, errors: [] };
}
