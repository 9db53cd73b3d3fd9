import { IncomingMessage, ServerResponse } from 'node:http';
import { withParameters } from '../categoriser/rewrites.ts';
import type { Identity } from '../core/identity.ts';
import { formatAuthority, formatTarget, type Target } from '../core/target.ts';
import { UpstreamError } from '../outbound/failure.ts';
import { NOWHERE } from '../outbound/open-set.ts';
import type { ParentProxy } from '../outbound/parent.ts';
import type { Attempt } from './attempt.ts';
import type { ClientConnection, Running } from './connections.ts';
import type { CancelForward, Exchange } from './forward/answer.ts';
import type { HttpForwarder } from './forward/http.ts';
import { type NodeForwarder, suitsPool } from './forward/http-node.ts';
import { endsHere, lastHopAnswer } from './forward/max-forwards.ts';
import type { Arrival, Pipeline } from './pipeline.ts';
import type { RecordKeeper } from './record.ts';
import { type Reply, ResponseReply } from './reply.ts';
import type { ClientResponse, RequestHead } from './request-head.ts';

export interface PlainSurroundings {
  readonly pipeline: Pipeline;
  readonly records: RecordKeeper;
  readonly pooled: HttpForwarder;
  readonly byNode: NodeForwarder;
  /** Where everything goes, when there is one. */
  readonly parent: ParentProxy | null;
}

/** A plain request from its head to its end. */
export class PlainArrival implements Arrival, Running {
  readonly kind = 'request';
  place = NOWHERE;
  readonly identity: Identity | null;
  readonly isInspected: boolean;
  readonly request: RequestHead;
  readonly target: Target;
  readonly reply: Reply;
  readonly #around: PlainSurroundings;
  readonly #response: ClientResponse;
  readonly #connection: ClientConnection;
  #attempt: Attempt | undefined;
  #cancel: CancelForward | undefined;
  #finished = false;

  constructor(around: PlainSurroundings, request: RequestHead, response: ClientResponse, connection: ClientConnection, target: Target) {
    this.#around = around;
    this.request = request;
    this.#response = response;
    this.#connection = connection;
    this.target = target;
    this.isInspected = connection.inspected !== undefined;
    this.identity = connection.inspected?.attempt.facts.identity ?? null;
    this.reply = new ResponseReply(request, response, connection.closing);
    // RFC 9112 section 9.3: whether a Keep-Alive came from the client itself or past another proxy cannot be told.
    if (request.httpVersionMinor === 0 && response instanceof ServerResponse) response.shouldKeepAlive = false;
    connection.running.add(this);
    response.once('close', () => this.finish());
  }

  get clientIp(): ClientConnection['ip'] {
    return this.#connection.ip;
  }

  began(attempt: Attempt): void {
    this.#attempt = attempt;
  }

  showsInside(): boolean {
    return false;
  }

  forward(attempt: Attempt): void {
    const { request } = this;
    const target = rewritten(this.target, attempt.decision);
    const { pooled, byNode, pipeline } = this.#around;
    // To a parent an inspected request is a tunnel, which the dialler opens.
    const parent = this.isInspected ? null : this.#around.parent;
    if (endsHere(request)) {
      attempt.status = 200;
      this.reply.send(lastHopAnswer(request, attempt.id));
      return;
    }
    const { hostname, port } = target;
    const { dialHost } = attempt.decision;
    if (this.#around.parent?.refuses(hostname) === true) {
      pipeline.fail(this, attempt, new UpstreamError('ADDRESS_GATE', 'refused before the parent'));
      return;
    }
    // A parent dials the name in the URL; SafeSearch would be lost.
    if (this.#around.parent !== null && dialHost !== undefined) {
      pipeline.fail(this, attempt, new UpstreamError('PARENT_REFUSED', 'SafeSearch'));
      return;
    }
    const exchange: Exchange = {
      attempt,
      request,
      response: this.#response,
      connection: this.#connection,
      destination: parent?.destination ?? { hostname, port, dialHost, securedFor: this.isInspected ? hostname : undefined },
      hostHeader: formatAuthority(target, target.scheme),
      requestTarget: parent === null ? requestTarget(request, target) : formatTarget(target, true),
      onFailure: (error) => pipeline.fail(this, attempt, error),
    };
    try {
      const byStream = request instanceof IncomingMessage && !suitsPool(exchange);
      this.#cancel = byStream ? byNode.forward({ ...exchange, request }) : pooled.forward(exchange);
    } catch (error) {
      // node:http throws for a path or header it would not write; the client's own parser should have refused those.
      pipeline.fail(this, attempt, error);
    }
  }

  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const connection = this.#connection;
    const attempt = this.#attempt;
    const whole = this.#response.writableFinished;
    // An answer that came before the body's end leaves an upload behind that nobody waits for.
    if (!whole || !this.request.complete) this.#cancel?.();
    if (attempt !== undefined) {
      if (!whole) attempt.endReason ??= 'The client closed the connection before the answer was complete.';
      this.#around.records.ended(attempt);
    }
    connection.running.delete(this);
    if (connection.closing && connection.running.size === 0) connection.socket.destroySoon();
  }
}

/** The target as the policy lets it go on (SafeSearch). */
function rewritten(target: Target, { rewrite }: Attempt['decision']): Target {
  return rewrite === undefined ? target : { ...target, query: withParameters(target.query, rewrite.query) };
}

/** `OPTIONS` without a path asks about the server itself (RFC 9112 section 3.2.4). */
function requestTarget(request: RequestHead, target: Target): string {
  const serverWide = request.method === 'OPTIONS' && /^[a-z]+:\/\/[^/?]*$/i.test(request.url ?? '');
  return serverWide ? '*' : target.path + target.query;
}
