import { bandOf } from '../../pages/band.ts';
import { HELPLINES, helplinesFor } from '../../pages/helplines.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import type { Subject } from '../../pages/words.ts';
import type { RefusalInput } from './answer.ts';

/** The page's facts for programs, with the members of RFC 9457. */
export function refusalJson({ decision, decisionId, identity, facts }: RefusalInput, subject: Subject, portalUrl: string): string {
  const band = bandOf(identity.group);
  const named = subject.isNamed ? { host: facts.target.hostname, category: subject.category === null ? null : decision.category } : {};
  return JSON.stringify({
    type: 'about:blank',
    title: subject.isNamed ? 'This site is blocked' : 'This page cannot be shown',
    status: 403,
    detail: subject.why[band],
    action: decision.action,
    decision: decisionId,
    reference: groupedReference(decisionId),
    ...named,
    ...(decision.instead === undefined ? {} : { instead: decision.instead }),
    help: helplinesFor(subject.theme, band).map((id) => HELPLINES[id]),
    portal: `${portalUrl}/blocks`,
  });
}
