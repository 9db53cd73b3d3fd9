import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { weakEtag } from './etags.ts';

/** What a route shows. */
export interface Shown {
  readonly body: unknown;
  /** EpochMs from which it is no longer true though nothing has changed; for ever true where it is absent. */
  readonly until?: number | undefined;
  /** In place of one made of the body. */
  readonly etag?: string;
}

/**
 * What an answer rests on: revisions, or objects that are replaced whole, so that one of them is another as soon as the answer would be.
 * Asked for at every call, and before the answer is made: that may be newer, never older. Undefined where nothing says so.
 */
type Stamp = readonly unknown[] | undefined;

interface Answer {
  readonly stamp: Stamp;
  readonly since: number;
  readonly until: number;
  readonly bytes: Buffer;
  readonly etag: string;
}

const MOST_BYTES = 32 * 1024 * 1024;
const LARGEST_BYTES = 4 * 1024 * 1024;
const MOST_ANSWERS = 1_000;
const JSON_TYPE = 'application/json; charset=utf-8';

declare module 'fastify' {
  interface FastifyInstance {
    /** Makes the handler of a route whose answers are kept. */
    kept: ReturnType<typeof createKeptAnswers>;
  }
}

/**
 * Answers of routes that are read again and again, as they are sent. Each principal has its own, by URL, and gets it again while its
 * stamp is the same, whichever process makes it another.
 */
export function registerKeptAnswers(app: FastifyInstance, context: Pick<AdminContext, 'clock'>): void {
  app.decorate('kept', createKeptAnswers(context));
}

function createKeptAnswers({ clock }: Pick<AdminContext, 'clock'>) {
  const answers = new LRUCache<string, Answer>({
    ...{ max: MOST_ANSWERS, maxSize: MOST_BYTES, maxEntrySize: LARGEST_BYTES },
    sizeCalculation: ({ bytes }) => bytes.length,
  });
  const making = new Map<string, { readonly stamp: Stamp; readonly answer: Promise<Answer | undefined> }>();

  /** The handler of a route: `stampOf` runs for each call, `show` only where no kept answer holds. */
  return function kept<Request extends FastifyRequest>(
    stampOf: (request: Request) => Promise<Stamp> | Stamp,
    show: (request: Request) => Promise<Shown>,
  ) {
    return async (request: Request, reply: FastifyReply): Promise<Buffer> => {
      const stamp = await stampOf(request);
      const make = async () => answerOf(stamp, clock(), await show(request), request, reply);
      const answer = await (stamp === undefined ? make() : keptOrMade(keyOf(request), stamp, make));
      reply.header('etag', answer.etag).header('content-type', JSON_TYPE);
      return answer.bytes;
    };
  };

  function holding(answer: Answer | undefined, stamp: Stamp): Answer | undefined {
    const now = clock();
    // Before `since` where the clock was put back: what had run out may hold again.
    return answer !== undefined && isSame(answer.stamp, stamp) && answer.since <= now && now < answer.until ? answer : undefined;
  }

  async function keptOrMade(key: string, stamp: Stamp, make: () => Promise<Answer>): Promise<Answer> {
    const standing = holding(answers.get(key), stamp);
    if (standing !== undefined) return standing;
    // Many ask at once when an answer has just become another: one of them makes it.
    const one = making.get(key);
    const shared = one !== undefined && isSame(one.stamp, stamp) ? holding(await one.answer, stamp) : undefined;
    return shared ?? keep(key, stamp, make);
  }

  async function keep(key: string, stamp: Stamp, make: () => Promise<Answer>): Promise<Answer> {
    const made = make();
    // A refusal is for whoever asked: the others ask for themselves, and are written down themselves.
    const one = { stamp, answer: made.catch(() => undefined) };
    making.set(key, one);
    try {
      const answer = await made;
      answers.set(key, answer);
      return answer;
    } finally {
      if (making.get(key) === one) making.delete(key);
    }
  }
}

function answerOf(stamp: Stamp, since: number, shown: Shown, request: FastifyRequest, reply: FastifyReply): Answer {
  const { body, until = Number.POSITIVE_INFINITY, etag } = shown;
  const text = String(reply.serialize(body));
  const { etagIgnores } = request.routeOptions.config;
  return { stamp, since, until, bytes: Buffer.from(text), etag: etag ?? weakEtag(text, etagIgnores) };
}

function keyOf(request: FastifyRequest): string {
  const { actor, role, school, person = null } = principalOf(request);
  return JSON.stringify([request.url, actor, role, school, person]);
}

function isSame(one: Stamp, other: Stamp): boolean {
  return one?.length === other?.length && one?.every((value, index) => Object.is(value, other?.[index])) === true;
}
