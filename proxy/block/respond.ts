import { PLAIN_HEADERS } from '../../pages/headers.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { type Subject, subjectOf } from '../../pages/words.ts';
import { variantFor } from './accept.ts';
import { type FailureInput, NO_BODY, type OwnAnswer, type RefusalInput, type RefusalOptions } from './answer.ts';
import { createFailures } from './failure.ts';
import { refusalJson } from './json.ts';
import { createRefusalPages } from './refusal-page.ts';

/** Everything the proxy answers itself. Synchronous and without I/O. */
export interface Refusals {
  /** For a decision that blocks or coaches: 403 with the decision's id, in the form the client can use (contract, "The proxy"). */
  renderRefusal(input: RefusalInput): OwnAnswer;
  /** For a request that failed, or whose sender has to say who asks. */
  renderFailure(input: FailureInput): OwnAnswer;
}

/** Throws when `portalUrl` is no URL. */
export function createRefusals(given: RefusalOptions): Refusals {
  const options = { ...given, portalUrl: given.portalUrl.replace(/\/+$/, '') };
  const pageOf = createRefusalPages(options);

  function otherThanPage(input: RefusalInput, subject: Subject, variant: 'plain' | 'empty' | 'json'): OwnAnswer {
    const { headers, body } = contentOf(input, subject, variant, options.portalUrl);
    return {
      status: 403,
      headers: { 'Schoolgate-Decision': input.decisionId, ...headers, 'Content-Length': String(body.length) },
      body: input.facts.method === 'HEAD' ? NO_BODY : body,
    };
  }

  return {
    renderRefusal(input) {
      const subject = subjectOf(input.decision);
      // No browser shows the body of a refused CONNECT: it is for people with curl.
      const variant = input.facts.kind === 'connect' ? 'plain' : variantFor(input.accept, input.fetchDest);
      return variant === 'page' ? pageOf(input, subject) : otherThanPage(input, subject, variant);
    },
    renderFailure: createFailures(options),
  };
}

function contentOf(
  input: RefusalInput,
  subject: Subject,
  variant: 'plain' | 'empty' | 'json',
  portalUrl: string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  if (variant === 'empty') return { headers: PLAIN_HEADERS, body: NO_BODY };
  if (variant === 'json') {
    const json = refusalJson(input, subject, portalUrl);
    return { headers: { 'Content-Type': 'application/json', ...PLAIN_HEADERS }, body: Buffer.from(json) };
  }
  const reference = groupedReference(input.decisionId);
  const text = `Blocked by the filter. Reference ${reference}. Why, and what to do: ${portalUrl}/blocks\n`;
  return { headers: { 'Content-Type': 'text/plain; charset=utf-8', ...PLAIN_HEADERS }, body: Buffer.from(text) };
}
