import { PLAIN_HEADERS } from '../../pages/headers.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { subjectOf } from '../../pages/words.ts';
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

  function contentOf(input: RefusalInput): Pick<OwnAnswer, 'headers' | 'body'> {
    // No browser shows the body of a refused CONNECT: it is for people with curl.
    if (input.facts.kind === 'connect') return plain(input, options.portalUrl);
    const variant = variantFor(input.accept, input.fetchDest);
    if (variant === 'empty') return { headers: PLAIN_HEADERS, body: NO_BODY };
    const subject = subjectOf(input.decision);
    if (variant === 'page') return pageOf(input, subject);
    const json = refusalJson(input, subject, options.portalUrl);
    return { headers: { 'Content-Type': 'application/json', ...PLAIN_HEADERS }, body: Buffer.from(json) };
  }

  return {
    renderRefusal(input) {
      const { headers, body } = contentOf(input);
      return {
        status: 403,
        headers: { 'Schoolgate-Decision': input.decisionId, ...headers, 'Content-Length': String(body.length) },
        body: input.facts.method === 'HEAD' ? NO_BODY : body,
      };
    },
    renderFailure: createFailures(options),
  };
}

function plain({ decisionId }: RefusalInput, portalUrl: string): Pick<OwnAnswer, 'headers' | 'body'> {
  const text = `Blocked by the filter. Reference ${groupedReference(decisionId)}. Why, and what to do: ${portalUrl}/blocks\n`;
  return { headers: { 'Content-Type': 'text/plain; charset=utf-8', ...PLAIN_HEADERS }, body: Buffer.from(text) };
}
