import { dayWords, momentWords } from '../../alerts/words/moment.ts';
import type { Config } from '../../config/schema/config.ts';
import { REVIEW_PARTS, REVIEW_SECTIONS, type Review, type ReviewAction, type ReviewSection } from '../../core/filtering-review.ts';
import { escapeHtml } from '../../core/html.ts';

const TRIGGERS: Readonly<Record<Review['trigger'], string>> = {
  yearly: 'the yearly review',
  'safeguarding-risk': 'a safeguarding risk',
  'change-in-practice': 'a change in practice',
  'new-technology': 'new technology',
  'major-update': 'a major update',
  'network-change': 'a change of the network',
};

/** Everything is in the page: it is kept, mailed and printed by itself. */
const STYLE = `body{font:16px/1.45 Arial,Helvetica,sans-serif;color:#0b0c0c;max-width:48rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.7rem}h2{font-size:1.2rem;margin:1.8rem 0 .3rem;border-top:2px solid #1d70b8;padding-top:.6rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #b1b4b6;overflow-wrap:anywhere}
th{width:35%}.notes{white-space:pre-wrap;border-left:4px solid #1d70b8;padding-left:.8rem}.quiet{color:#505a5f}
@media print{body{margin:0;max-width:none}h2,tr{break-inside:avoid;break-after:avoid}}`;

/**
 * A review as one page that can be printed, for governors and inspectors (row D05). Made of the review alone: the same review gives the
 * same bytes, so that its SHA-256 vouches for it. What was done about actions afterwards is not in it.
 */
export function reviewDocument(review: Review, { trust, schools }: Pick<Config, 'trust' | 'schools'>): string {
  const where = schools.find(({ id }) => id === review.school)?.name ?? review.school ?? trust.name;
  const title = `Review of filtering and monitoring: ${where}`;
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(statusWords(review))}</p>
<p>Held because of ${TRIGGERS[review.trigger]}: ${escapeHtml(review.reason)}</p>
<p class="quiet">The figures are what Schoolgate knew at ${escapeHtml(momentWords(review.openedAt))}. They name nobody.</p>
${review.sections.map(sectionHtml).join('\n')}
<h2>What is to be done</h2>
${actionsHtml(review.actions)}
<h2>Signed by</h2>
${signaturesHtml(review)}
<p class="quiet">${escapeHtml(review.id)}</p>
</body></html>
`;
}

function statusWords({ status, openedAt, closedAt }: Review): string {
  const opened = `Opened on ${dayWords(openedAt)}`;
  if (closedAt !== null) return `${opened}, signed and closed on ${dayWords(closedAt)}.`;
  return status === 'withdrawn' ? `${opened}, withdrawn.` : `${opened}. A draft: not everybody has signed.`;
}

function sectionHtml({ id, facts, notes }: ReviewSection): string {
  const about = REVIEW_SECTIONS.find((one) => one.id === id);
  const rows = facts.map(({ label, value }) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`);
  const found = notes === '' ? '<p class="quiet">Nothing is written yet.</p>' : `<p class="notes">${escapeHtml(notes)}</p>`;
  return `<h2>${escapeHtml(about?.title ?? id)}</h2>
<p class="quiet">${escapeHtml(about?.question ?? '')}</p>
<table>${rows.join('')}</table>
<p><strong>What was found</strong></p>
${found}`;
}

function actionsHtml(actions: readonly ReviewAction[]): string {
  if (actions.length === 0) return '<p>Nothing.</p>';
  const rows = actions.map(
    ({ what, owner, due }) => `<tr><td>${escapeHtml(what)}</td><td>${escapeHtml(owner)}</td><td>by ${escapeHtml(due)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function signaturesHtml({ signatures }: Review): string {
  const rows = REVIEW_PARTS.map(({ id, title }) => {
    const signature = signatures.find(({ part }) => part === id);
    const words =
      signature === undefined
        ? 'not signed'
        : `${signature.name} (${signature.actor}), ${momentWords(signature.at)}. ${signature.statement} Content ${signature.content}`;
    return `<tr><th scope="row">${escapeHtml(title)}</th><td>${escapeHtml(words)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}
