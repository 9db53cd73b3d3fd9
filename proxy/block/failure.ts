import { hash } from 'node:crypto';
import { decisionTime } from '../../core/decision-id.ts';
import { failurePage, failureTitle } from '../../pages/failure-page.ts';
import { PLAIN_HEADERS, pageHeaders } from '../../pages/headers.ts';
import { slot } from '../../pages/html.ts';
import { pageStyle } from '../../pages/layout.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { pageSchools } from '../../pages/school.ts';
import { formatMoment } from '../../pages/when.ts';
import { variantFor } from './accept.ts';
import { type FailureInput, NO_BODY, type OwnAnswer, type RefusalOptions } from './answer.ts';
import { Template } from './template.ts';

/** Answers for requests that failed: the same header, and a page, JSON or nothing, as for refusals. */
export function createFailures(options: Pick<RefusalOptions, 'trustName' | 'schools'>): (input: FailureInput) => OwnAnswer {
  const school = pageSchools(options.trustName, options.schools)(null);
  const htmlHeaders = pageHeaders({ styleHash: hash('sha256', pageStyle(school.colour), 'base64'), formActions: [], mayBeFramed: true });
  const challenge = { 'Proxy-Authenticate': `Basic realm="${realm(options.trustName)}", charset="UTF-8"` };
  const templates = new Map<number, Template>();

  function templateOf(status: number): Template {
    let template = templates.get(status);
    if (template === undefined) {
      const slots = { label: slot('label'), reason: slot('reason'), reference: slot('reference'), when: slot('when') };
      template = new Template(failurePage({ school, status, ...slots }));
      templates.set(status, template);
    }
    return template;
  }

  function bodyOf({
    status,
    label,
    reason,
    decisionId,
    accept,
    fetchDest,
  }: FailureInput): [Readonly<Record<string, string>>, OwnAnswer['body']] {
    const reference = groupedReference(decisionId);
    const variant = variantFor(accept, fetchDest);
    if (variant === 'empty') return [PLAIN_HEADERS, NO_BODY];
    if (variant === 'page')
      return [htmlHeaders, templateOf(status).fill({ label, reason, reference, when: formatMoment(decisionTime(decisionId)) })];
    const json = { type: 'about:blank', title: failureTitle(status), status, code: label, detail: reason, decision: decisionId, reference };
    return [{ 'Content-Type': 'application/json', ...PLAIN_HEADERS }, Buffer.from(JSON.stringify(json))];
  }

  return (input) => {
    const [headers, body] = bodyOf(input);
    const asking = input.proxyAuthenticate === true ? challenge : {};
    return {
      status: input.status,
      headers: { 'Schoolgate-Decision': input.decisionId, ...headers, ...asking, 'Content-Length': String(body.length) },
      body,
    };
  };
}

/** A quoted-string (RFC 9110 section 5.6.4) of what a header can hold. */
function realm(trustName: string): string {
  return trustName
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\]/g, '');
}
