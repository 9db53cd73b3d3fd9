import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { KeyOwner } from '../../storage/idempotency.ts';
import type { Principal } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** As draft-ietf-httpapi-idempotency-key-header has it, and every client library's UUIDs. */
const KEY = /^[\x21-\x7e]{1,200}$/;
const KEPT_HEADERS = ['content-type', 'etag', 'location'];
const RETRY_AFTER_SECONDS = '1';
/** The report of an import of everybody is longer; nobody reads it twice. */
const MOST_KEPT_BYTES = 64 * 1024;
const NOT_KEPT = JSON.stringify({ detail: 'This was done when it was first asked for. The answer was too long to be kept.' });

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds what is shown once and never stored: such a call is not repeated. */
    answersSecret?: boolean;
  }
  interface FastifyRequest {
    /** The key that this call holds. */
    idempotency: KeyOwner | null;
  }
}

/**
 * `Idempotency-Key` on whatever changes something: the call does its work once, and repeating it within 24 hours gets the first
 * answer again (of one over 64 kB that it was done), whichever process it reaches. An answer that is not 2xx frees the key.
 */
export function registerIdempotency(app: FastifyInstance, context: AdminContext): void {
  const { stores, clock, logger } = context;
  app.decorateRequest('idempotency', null);

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    const { config } = request.routeOptions;
    if (key === undefined || request.principal === null || !METHODS.includes(request.method)) return;
    if (config.answersSecret) throw new Problem('bad-request', 'Idempotency-Key: the answer is shown once, so this call is not repeated.');
    if (typeof key !== 'string' || !KEY.test(key)) throw new Problem('bad-request', 'Idempotency-Key: up to 200 visible ASCII characters.');
    const owner = { principal: ownerOf(request.principal), key };
    const claim = await stores.idempotency.claim(owner, fingerprintOf(request), clock());
    switch (claim.kind) {
      case 'claimed':
        request.idempotency = owner;
        return;
      case 'answered':
        return reply.code(claim.answer.status).headers(claim.answer.headers).header('idempotency-replayed', 'true').send(claim.answer.body);
      case 'mismatch':
        throw new Problem('idempotency-mismatch');
      case 'under-way':
        reply.header('retry-after', RETRY_AFTER_SECONDS);
        throw new Problem('idempotency-under-way');
    }
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const owner = request.idempotency;
    if (owner === null) return;
    request.idempotency = null;
    const isKept = reply.statusCode >= 200 && reply.statusCode < 300 && typeof payload === 'string';
    try {
      if (isKept) await stores.idempotency.keep(owner, { status: reply.statusCode, headers: keptHeaders(reply), body: keptBody(payload) });
      else await stores.idempotency.release(owner);
    } catch (error) {
      // What was asked for is done, or refused: the caller is told so all the same.
      logger.warn({ err: error }, 'the answer of a call with an Idempotency-Key could not be kept');
    }
  });
}

/** Of two tokens with one name, another role or school may be the difference. */
function ownerOf({ actor, role, school, person = null }: Principal): string {
  return canonicalJson([actor, role, school, person]);
}

function fingerprintOf({ method, url, headers, body }: FastifyRequest): string {
  const hash = createHash('sha256').update(canonicalJson([method, url, headers['if-match'] ?? null, headers['content-type'] ?? null]));
  // What is read as a stream has no body here: its length has to do.
  if (Buffer.isBuffer(body)) hash.update(body);
  else hash.update(body === undefined || body instanceof Readable ? String(headers['content-length']) : canonicalJson(body));
  return hash.digest('hex');
}

function keptBody(payload: string): string {
  return Buffer.byteLength(payload) > MOST_KEPT_BYTES ? NOT_KEPT : payload;
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
