import { Html, html } from './html.ts';
import type { PageSchool } from './school.ts';

/** What every page is made of: header with the school's name, one main part, footer with the monitoring notice. */
export interface PageFrame {
  readonly title: string;
  readonly school: PageSchool;
  readonly main: Html;
  /** Larger letters and more space. */
  readonly easyRead?: boolean;
  readonly footer: Html;
  /** What this page needs beyond the common style sheet. */
  readonly moreStyle?: string;
}

export function renderPage({ title, school, main, easyRead = false, footer, moreStyle = '' }: PageFrame): string {
  return html`<!doctype html>
<html lang="en-GB"${new Html(easyRead ? ' class="easy"' : '')}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${title} – ${school.name}</title><style>${new Html(pageStyle(school.colour) + moreStyle)}</style></head>
<body><header><p><bdi>${school.name}</bdi></p></header><main>${main}</main><footer>${footer}</footer></body></html>
`.text;
}

/** Used when a school has chosen none. */
const DEFAULT_COLOUR = '#1f4e5f';

/** The whole style sheet of a page, for its `<style>` element and for the hash in its Content-Security-Policy. */
export function pageStyle(colour: string | null): string {
  const school = colour !== null && /^#[0-9a-f]{6}$/i.test(colour) ? colour : DEFAULT_COLOUR;
  return `:root{--school:${school};--on-school:${textColourOn(school)}}${STYLE}`;
}

/** Black or white, whichever stands out more: at least 4.58 to 1 on any colour, above the 4.5 of WCAG 2.2 criterion 1.4.3. */
export function textColourOn(colour: string): '#000' | '#fff' {
  const luminance = relativeLuminance(colour);
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? '#000' : '#fff';
}

/** WCAG 2.2, "relative luminance", of a colour like `#1d70b8`. */
function relativeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const STYLE = `
:root{color-scheme:light dark;--page:#f3f2ed;--card:#fff;--ink:#1b1d1f;--soft:#4d5358;--line:#d5d3ca;--link:#0b4c97;--help:#e6f1ec;--edge:#2c6b50}
@media(prefers-color-scheme:dark){:root{--page:#121416;--card:#1c1f23;--ink:#f0f1f2;--soft:#b9bfc5;--line:#3a4046;--link:#9cc3ff;--help:#1b2b25;--edge:#6fc39d}}
*{box-sizing:border-box}
html{font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
html.easy{font-size:1.25rem;line-height:1.65}
body{margin:0;background:var(--page);color:var(--ink);overflow-wrap:anywhere}
header{background:var(--school);color:var(--on-school);border-bottom:1px solid var(--line)}
header p,main,footer{max-width:44rem;margin:0 auto;padding:1rem 1.25rem}
header p{font-weight:700}
main{background:var(--card);border:1px solid var(--line);border-width:0 1px 1px;padding-bottom:1.75rem}
footer{color:var(--soft);font-size:.9rem;padding-bottom:2.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:1rem 0 .5rem;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.3;margin:1.75rem 0 .35rem}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.18em}
.site{font-size:1.2rem;font-weight:600;margin:.25rem 0 1rem;padding-left:.8rem;border-left:4px solid var(--school)}
.help{background:var(--help);border-left:4px solid var(--edge);padding:.25rem 1.1rem .8rem;margin:1.75rem 0 0}
.help h2{margin-top:.75rem}
ul{margin:.5rem 0;padding:0;list-style:none}
li{padding:.35rem 0}
.lines a{display:inline-block;min-height:1.6rem}
.note{color:var(--soft)}
dl{margin:1.75rem 0 0;padding-top:.9rem;border-top:1px solid var(--line);display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;font-size:.95rem}
dt{color:var(--soft)}
dd{margin:0;font-variant-numeric:tabular-nums}
.items>li{border-top:1px solid var(--line);padding:.9rem 0}
.items h2{font-size:1.05rem;margin:0}
.help+p{margin-top:1.5rem}
button{font:inherit;font-weight:600;color:var(--on-school);background:var(--school);border:2px solid var(--ink);border-radius:.4rem;min-height:2.9rem;padding:.5rem 1.1rem;margin:.5rem 0;cursor:pointer;max-width:100%}
input[type=text],select,textarea{display:block;width:100%;font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:.4rem;min-height:2.9rem;padding:.4rem .7rem;margin:.25rem 0}
form label{display:block;font-weight:600;margin-top:1rem}
form .note{margin:0}
.check{display:flex;gap:.75rem;align-items:flex-start;margin-top:1rem}
.check label{margin:0;font-weight:400}
input[type=checkbox]{flex:none;width:1.5rem;height:1.5rem;margin:.1rem 0;accent-color:var(--edge)}
summary{cursor:pointer;font-weight:600;padding:.75rem 0;margin-top:.5rem}
button:hover{text-decoration:underline}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--ink);outline-offset:3px;border-radius:2px}
.steps li{display:flex;gap:1rem;align-items:center;padding:.6rem 0}
.steps svg{flex:none;width:3.2rem;height:3.2rem;fill:none;stroke:var(--edge);stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
@media(max-width:30rem){h1{font-size:1.6rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}main{border-width:0 0 1px}button{width:100%}}
@media print{body,main,header,footer,.help{background:none;color:#000;border-color:#999}form{display:none}}
`;
