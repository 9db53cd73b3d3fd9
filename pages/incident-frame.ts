import { type Html, html } from './html.ts';
import { pageStyle, renderPage } from './layout.ts';
import type { PageSchool } from './school.ts';

const MORE_STYLE = `
:root{--danger:#a4161a;--on-danger:#fff;--warning:#8a5300;--calm:#1d5b8f;--card-danger:#fbeaea}
@media(prefers-color-scheme:dark){:root{--danger:#ff9b95;--on-danger:#1b1d1f;--warning:#f0b65a;--calm:#9cc3ff;--card-danger:#33201f}}
.danger{border-left:8px solid var(--danger);padding-left:.8rem}
.warning{border-left:8px solid var(--warning);padding-left:.8rem}
.calm{border-left:8px solid var(--calm);padding-left:.8rem}
.state{font-weight:600}
.notice{border:2px solid var(--edge);background:var(--help);padding:.4rem 1rem;margin:1rem 0}
.problem{border-color:var(--danger);background:var(--card-danger)}
.card{border-left:8px solid var(--danger);background:var(--card-danger);padding:.3rem 1rem .8rem;margin:1.25rem 0}
.card h2{margin-top:.6rem}
dl.facts{margin-top:1rem;font-size:1rem;grid-template-columns:7.5rem 1fr}
@media(max-width:30rem){dl.facts{grid-template-columns:6.2rem 1fr;gap:.15rem .8rem}dl.facts dd{margin:0}}
.facts dt{font-weight:600}
ol,.plain{padding-left:1.4rem;list-style:disc}
ol{list-style:decimal}
.rows>li{border-top:1px solid var(--line);padding:.45rem 0}
.rows time{color:var(--soft);font-variant-numeric:tabular-nums;margin-right:.5rem}
.rows>.own{border-left:5px solid var(--danger);padding-left:.6rem}
.tag{font-size:.85rem;color:var(--soft)}
details{border-top:1px solid var(--line);padding:.2rem 0}
details:last-of-type{border-bottom:1px solid var(--line)}
summary{margin:0}
legend{font-weight:600;padding:0}
fieldset{border:0;margin:0;padding:0}
.pick label{font-weight:400;display:flex;gap:.7rem;align-items:center;min-height:2.75rem;margin:0}
.pick input{width:1.4rem;height:1.4rem;flex:none;accent-color:var(--school)}
input.code{font-size:1.6rem;letter-spacing:.18em;max-width:14rem}
.quiet{background:none;color:var(--link);border:1px solid var(--soft);font-weight:400}
`;

/** The whole style sheet of an incident's pages, for the hash in their Content-Security-Policy. */
export function incidentStyle(colour: string | null): string {
  return pageStyle(colour) + MORE_STYLE;
}

/** Every page about incidents. The title names no theme and no person: it stays in the browser's history. */
export function incidentFrame(school: PageSchool, title: string, main: Html, footer: Html): string {
  return renderPage({ title, school, main, footer, moreStyle: MORE_STYLE });
}

export interface IncidentNoticeInput {
  readonly school: PageSchool;
  readonly title: string;
  readonly words: string;
  /** Our own path to go on at. */
  readonly back?: string;
  /** What was typed and not taken. */
  readonly kept?: string;
}

/** A short message in place of an incident. */
export function incidentNotice({ school, title, words, back, kept = '' }: IncidentNoticeInput): string {
  const typed =
    kept === ''
      ? null
      : html`<label for="kept">What you typed: copy it before you go on</label><textarea id="kept" rows="6" readonly>${kept}</textarea>`;
  const way = back === undefined ? null : html`<p><a href="${back}">Go back and try again</a></p>`;
  return incidentFrame(school, title, html`<h1>${title}</h1><p>${words}</p>${typed}${way}`, EMERGENCY);
}

export const EMERGENCY = html`<p>If somebody is in danger now, call 999. Do not wait for a page or a code.</p>`;
