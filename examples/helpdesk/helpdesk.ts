/**
 * A helpdesk that works with Schoolgate's admin API, in one file and without dependencies (Node 24, or any runtime with `fetch`).
 *
 *   SCHOOLGATE_URL=http://127.0.0.1:8080 SCHOOLGATE_TOKEN=sg_… node helpdesk.ts ask https://games.example/ mrs.smith "for maths"
 *   … node helpdesk.ts list
 *   … node helpdesk.ts approve request-… person 2026-12-01T15:30 "for maths"
 *   … node helpdesk.ts decline request-… "use the school's own"
 *
 * The token is made with `schoolgate token create --name helpdesk --role it-operator --ttl 365d`.
 */
import { randomUUID } from 'node:crypto';

const { SCHOOLGATE_URL: origin = 'http://127.0.0.1:8080', SCHOOLGATE_TOKEN: token = '' } = process.env;
const TRIES = 5;

/** An answer of the API that is not what was asked for: decide by `code`, show `detail`. */
class Refusal extends Error {
  readonly code: string;

  constructor({ code, detail }: { code: string; detail: string }) {
    super(detail);
    this.code = code;
  }
}

/**
 * One call. A change carries an idempotency key, so that sending it again after a lost answer does not do it twice; what is told to
 * come later (429, 409 under way, 503) is sent again.
 */
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) Object.assign(headers, { 'content-type': 'application/json', 'idempotency-key': randomUUID() });
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      if (attempt === TRIES) throw error;
      return null;
    });
    if (response?.ok) return (await response.json()) as T;
    const problem = response === null ? null : ((await response.json()) as { code: string; detail: string });
    const isLater = problem === null || ['rate-limited', 'idempotency-under-way', 'unavailable'].includes(problem.code);
    if (problem !== null && (!isLater || attempt === TRIES)) throw new Refusal(problem);
    await new Promise((done) => setTimeout(done, 1_000 * Number(response?.headers.get('retry-after') ?? attempt)));
  }
}

interface SiteRequest {
  readonly id: string;
  readonly host: string;
  readonly requestedBy: string;
  readonly reason: string;
  readonly dueAt: string;
  readonly overdue: boolean;
}

/** Everything that waits for a decision, page by page. */
async function* waiting(): AsyncGenerator<SiteRequest> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: SiteRequest[]; next: string | null } = await call('GET', `/requests?status=open&limit=50${more}`);
    yield* page.items;
    cursor = page.next;
  }
}

async function run([command, ...words]: readonly string[]): Promise<void> {
  const [first = '', second = '', third = '', fourth = ''] = words;
  if (command === 'ask') {
    const { id } = await call<{ id: string }>('POST', '/requests', { kind: 'unblock', url: first, requestedBy: second, reason: third });
    console.log(id);
  } else if (command === 'list') {
    for await (const { id, host, requestedBy, reason, dueAt, overdue } of waiting())
      console.log([id, host, requestedBy, reason, overdue ? 'OVERDUE' : `due ${dueAt}`].join('\t'));
  } else if (command === 'approve') {
    const until = third === '' ? null : third;
    const answer = await call<{ status: string; inForce: boolean; waitingFor: string[]; warnings: string[] }>(
      'POST',
      `/requests/${first}/approve`,
      { scope: { kind: second }, until, reason: fourth },
    );
    console.log(`${answer.status}, ${answer.inForce ? 'in force everywhere' : `not yet in force on ${answer.waitingFor.join(', ')}`}`);
    for (const warning of answer.warnings) console.log(`warning: ${warning}`);
  } else if (command === 'decline') {
    const { status } = await call<{ status: string }>('POST', `/requests/${first}/decline`, { reason: second });
    console.log(status);
  } else throw new Error('ask URL PERSON REASON | list | approve ID SCOPE UNTIL REASON | decline ID REASON');
}

await run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Refusal ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
