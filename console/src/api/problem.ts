/** A refusal or failure that the page tells the person about: the server's problem details, or what the browser met on the way. */
export class ApiProblem extends Error {
  /** Stable: docs/errors.md, or `offline` when no answer came. */
  readonly code: string;
  readonly status: number;
  /** One line for each thing that is wrong, where there are several. */
  readonly errors: readonly string[];
  /** All that the server said, e.g. `current` of a conflict. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, detail: string, body: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.status = status;
    this.errors = Array.isArray(body['errors']) ? body['errors'].filter((line): line is string => typeof line === 'string') : [];
    this.body = body;
  }
}

export const OFFLINE = 'There is no connection to the filter just now. What you typed is kept; try again in a moment.';

const NEWER = 'The filter has a newer version of this page, or cannot be reached just now. Load the page again: what you typed is kept.';

/** The problem behind an answer that is none of the expected ones, whatever its body is. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const record = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { code, detail, title } = record;
  const words = [detail, title].find((text): text is string => typeof text === 'string' && text !== '');
  const fallback = response.status >= 500 ? 'Something went wrong at the filter. It has been logged.' : 'The filter refused this.';
  return new ApiProblem(typeof code === 'string' ? code : `http-${response.status}`, response.status, words ?? fallback, record);
}

/** As browsers say it. */
const NO_SUCH_FILE = /dynamically imported module|Importing a module script/i;

/** What went wrong, as a problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError && NO_SUCH_FILE.test(error.message)) return new ApiProblem('newer-version', 0, NEWER);
  return new ApiProblem('unexpected', 0, 'This page met something it did not expect. Load it again.');
}
