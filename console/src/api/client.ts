import createClient from 'openapi-fetch';
import { ApiProblem, OFFLINE, problemOf } from './problem.ts';
import type { paths } from './schema.ts';
import { waitForSignIn } from './sign-in-gate.ts';
import { isSomebodyThere } from './somebody-there.ts';

/** Tells the server that our own page asks: another site's form cannot set it (see docs/api.md). */
const CONSOLE_HEADER = 'schoolgate-console';
/** A call that the page makes by itself: it does not keep a session alive that nobody sits at. */
const BACKGROUND_HEADER = 'schoolgate-background';
const SAFE = new Set(['GET', 'HEAD']);
/** These answer 401 about the credentials given to them, and never wait for a sign-in. */
const SIGN_IN_PATHS = /^\/api\/v1\/(session|sign-in)(\/|$)/;

async function deliver(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem('offline', 0, OFFLINE);
  }
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set(CONSOLE_HEADER, '1');
  else if (!isSomebodyThere()) request.headers.set(BACKGROUND_HEADER, '1');
  const again = request.clone();
  const response = await deliver(request);
  if (response.status !== 401 || SIGN_IN_PATHS.test(new URL(request.url).pathname)) return response;
  await waitForSignIn();
  return deliver(again);
}

/** Every route of the OpenAPI document, typed. Use with `answerOf`. */
export const api = createClient<paths>({ fetch: send });

/** The body of an answer; anything but success is thrown as an `ApiProblem`. */
export async function answerOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Exclude<T, undefined>> {
  const { data, error, response } = await call;
  if (response.ok) return data as Exclude<T, undefined>;
  throw await problemOf(new Response(error === undefined ? null : JSON.stringify(error), { status: response.status }));
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Lists are repeated; what is undefined or empty is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** For routes whose answer the OpenAPI document does not describe: the caller says what comes back. */
export async function ask<T>(path: `/api/v1/${string}`, options: Ask = {}): Promise<T> {
  const response = await askForResponse(path, options);
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** As `ask`, with the answer itself: for its headers, or a file. */
export function askForResponse(path: `/api/v1/${string}`, { method = 'GET', query = {}, body, headers, signal }: Ask): Promise<Response> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of typeof value === 'object' ? value : [String(value)]) url.searchParams.append(name, one);
  }
  return send(
    new Request(url, {
      method,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    }),
  );
}
