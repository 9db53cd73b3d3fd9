import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Members of the answer that change by themselves, such as an age: without them it is still the same. */
    etagIgnores?: readonly string[];
  }
}

/**
 * An `ETag` on whatever can be read under /api/v1, and 304 for who has it already: a poller's lists cost no bytes while nothing
 * changes. Weak: equal content, not equal bytes. A route that sets another itself (the policy's, for `If-Match`) keeps it.
 */
export function registerEtags(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { roles, etagIgnores } = request.routeOptions.config;
    if (roles === undefined || request.method !== 'GET' || reply.statusCode !== 200) return payload;
    const given = reply.getHeader('etag');
    if (given === undefined && typeof payload !== 'string') return payload;
    const etag = typeof given === 'string' ? given : weakEtag(String(payload), etagIgnores);
    if (!etag.startsWith('W/')) return payload;
    reply.header('etag', etag);
    if (!isAmong(etag, request.headers['if-none-match'])) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  });
}

/** The ETag of an answer by its text. */
export function weakEtag(text: string, ignored: readonly string[] = []): string {
  const lasting = ignored.reduce((rest, name) => rest.replaceAll(new RegExp(`"${name}":-?\\d+,?`, 'g'), ''), text);
  return `W/"${createHash('sha256').update(lasting).digest('base64url').slice(0, 27)}"`;
}

/** RFC 9110, 13.1.2: compared weakly. */
function isAmong(etag: string, header: string | undefined): boolean {
  return (header ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag.slice(2));
}
