import type { FastifyError, FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';
import { FORMS } from './forms.ts';
import { IncidentPages, type IncidentPagesContext, NOT_HERE, type PageQuery, type Params } from './incident-pages.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
const PATH = '/incidents/:id/:proof';
const hidden = { schema: { hide: true } } as const;

const NO_LIST = {
  title: 'Open an incident from its mail',
  words: 'Each alert mail and each digest has the link of its own incidents. A list to sign in to is not here yet.',
};

/**
 * The page behind an alert mail's link. Until people can sign in it opens with a one-time code that is mailed to one of those who
 * were told. Opening a link does nothing: programs that check mails do that, too.
 */
export function incidentPages(app: FastifyInstance, context: IncidentPagesContext): void {
  const pages = new IncidentPages(context);
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => pages.sendError(error, request, reply));
  // Another site's page must not send our forms, whatever cookies the browser adds.
  app.addHook('preHandler', async (request) => {
    const site = request.headers['sec-fetch-site'];
    if (request.method === 'POST' && site !== undefined && site !== 'same-origin')
      throw new Problem('forbidden', 'This form was not sent from our page.');
  });
  app.get('/incidents', hidden, (_request, reply) => pages.sendNotice(reply, 200, NO_LIST));
  app.get('/incidents/:id', hidden, (_request, reply) => pages.sendNotice(reply, 404, NOT_HERE));
  app.get<{ Params: Params; Querystring: PageQuery }>(PATH, hidden, (request, reply) => pages.show(request, reply, request.query));
  app.post<{ Params: Params }>(`${PATH}/code`, hidden, (request, reply) => pages.ask(request, reply));
  app.post<{ Params: Params }>(`${PATH}/enter`, hidden, (request, reply) => pages.enter(request, reply));
  app.post<{ Params: Params }>(`${PATH}/leave`, hidden, (request, reply) => pages.leave(request, reply));
  app.post<{ Params: Params }>(`${PATH}/confirm`, hidden, (request, reply) => pages.confirm(request, reply));
  for (const kind of FORMS) app.post<{ Params: Params }>(`${PATH}/${kind}`, hidden, (request, reply) => pages.change(request, reply, kind));
}
