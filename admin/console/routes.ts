import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';

/** What `scripts/build-console.ts` made. */
const BUILT_CONSOLE = fileURLToPath(new URL('../../console/dist', import.meta.url));

/** Nothing but what this port itself serves: no inline script or style, no other host, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A file's name holds the hash of what is in it: another content has another address. */
const FOREVER = 'public, max-age=31536000, immutable';

const hidden = { schema: { hide: true } } as const;
const asset = { schema: { hide: true, params: Type.Object({ file: Type.String({ pattern: '^\\w[\\w.-]*$', maxLength: 200 }) }) } };

/** The web console under `/console/`: every address beneath it is a page of it, so that pages can be linked to. */
export function consolePages(app: FastifyInstance, folder: string = BUILT_CONSOLE): void {
  app.get('/', hidden, (_request, reply) => reply.redirect('/console/'));
  app.get('/console', hidden, (_request, reply) => reply.redirect('/console/'));
  app.get('/teach', hidden, (_request, reply) => reply.redirect('/console/teach'));

  const page = (_request: FastifyRequest, reply: FastifyReply) => sendPage(reply, folder);
  app.register(async (scope) => {
    await scope.register(fastifyStatic, { root: folder, serve: false, cacheControl: false });
    scope.get('/console/', hidden, page);
    scope.get('/console/*', hidden, page);
  });
  app.register(async (scope) => {
    const root = join(folder, 'assets');
    await scope.register(fastifyStatic, { root, serve: false, cacheControl: false, preCompressed: true });
    // After the hook that forbids keeping anything.
    scope.addHook('onSend', async (_request, reply) => {
      if (reply.statusCode === 200 || reply.statusCode === 304) reply.header('cache-control', FOREVER);
    });
    scope.get<{ Params: { file: string } }>('/console/assets/:file', asset, (request, reply) => reply.sendFile(request.params.file));
  });
}

async function sendPage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  reply.header('content-security-policy', POLICY);
  const isBuilt = await access(join(folder, 'index.html')).then(
    () => true,
    () => false,
  );
  return isBuilt ? reply.sendFile('index.html') : reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
}

const NOT_BUILT = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>The console is not built</title></head>
<body><h1>The console is not built</h1>
<p>Filtering and alerts work. To get the console, stop the product and start it with <code>npm start</code>, which builds it, or run <code>node scripts/build-console.ts</code> and load this page again.</p></body></html>`;
