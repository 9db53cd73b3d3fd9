import { escapeHtml } from '../../core/html.ts';
import { inertLine } from './inert.ts';

/** A mail, ready to be sent: the same words as text and as HTML. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What mails are built from. Every string is plain text; whatever came from a network was made inert before. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly (string | LinkedLine)[] }
  /** Our own link: the only kind there is. */
  | { readonly kind: 'link'; readonly words: string; readonly url: string }
  | { readonly kind: 'card'; readonly title: string; readonly lines: readonly string[] }
  | { readonly kind: 'bars'; readonly rows: readonly Bar[] };

/** A line with a page of our own behind it. */
export interface LinkedLine {
  readonly text: string;
  readonly url: string;
}

export interface Bar {
  readonly label: string;
  readonly count: number;
  readonly note: string;
}

export type Tone = 'danger' | 'warning' | 'calm';

const MAX_SUBJECT = 120;

/** Renders a mail: one screen of a phone, one column, no picture, no script, no style sheet that a mail program could drop. */
export function mail(subject: string, title: string, tone: Tone, blocks: readonly Block[], foot: string): Mail {
  return {
    subject: inertLine(subject, MAX_SUBJECT),
    text: `${[title, ...blocks.map(blockText), `-- \n${foot}`].filter((part) => part !== '').join('\n\n')}\n`,
    html: page(title, tone, blocks.map(blockHtml).join('\n'), foot),
  };
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'heading':
      return `${block.text}:`;
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'list':
      return block.items.map((item) => (typeof item === 'string' ? `- ${item}` : `- ${item.text}\n  ${item.url}`)).join('\n');
    case 'link':
      return `${block.words}:\n${block.url}`;
    case 'card':
      return [`*** ${block.title} ***`, ...block.lines].join('\n');
    case 'bars':
      return barsText(block.rows);
  }
}

const TEXT_BAR_WIDTH = 20;

function barsText(rows: readonly Bar[]): string {
  const most = mostOf(rows);
  const width = rows.reduce((longest, { label }) => Math.max(longest, label.length), 0);
  return rows
    .map(({ label, count, note }) => {
      const bar = '#'.repeat(Math.ceil((count / most) * TEXT_BAR_WIDTH));
      return `${label.padEnd(width)}  ${bar} ${count}${note === '' ? '' : ` (${note})`}`;
    })
    .join('\n');
}

function mostOf(rows: readonly Bar[]): number {
  return rows.reduce((most, { count }) => Math.max(most, count), 1);
}

const COLOURS: Readonly<Record<Tone, string>> = { danger: '#a4161a', warning: '#8a5300', calm: '#1d5b8f' };
const FONT = 'font-family:Arial,Helvetica,sans-serif';
const TEXT = `${FONT};font-size:16px;line-height:1.45;color:#0b0c0c`;

function page(title: string, tone: Tone, body: string, foot: string): string {
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:0;background:#f3f2f1">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f2f1"><tr><td align="center" style="padding:8px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff">
<tr><td bgcolor="${COLOURS[tone]}" style="padding:14px 16px"><h1 style="${FONT};font-size:20px;line-height:1.3;margin:0;color:#ffffff">${escapeHtml(title)}</h1></td></tr>
<tr><td style="padding:4px 16px 12px;${TEXT}">
${body}
</td></tr>
<tr><td style="padding:10px 16px;border-top:1px solid #b1b4b6;${FONT};font-size:13px;line-height:1.4;color:#505a5f">${escapeHtml(foot)}</td></tr>
</table></td></tr></table></body></html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="margin:10px 0">${escapeHtml(block.text)}</p>`;
    case 'heading':
      return `<h2 style="${FONT};font-size:17px;margin:16px 0 4px">${escapeHtml(block.text)}</h2>`;
    case 'facts':
      return `<table width="100%" cellpadding="0" cellspacing="0" style="${TEXT}">${block.rows.map(factHtml).join('')}</table>`;
    case 'list':
      return `<ul style="margin:6px 0;padding-left:20px">${block.items.map(itemHtml).join('')}</ul>`;
    case 'link':
      return `<p style="margin:14px 0"><a href="${escapeHtml(block.url)}" style="${FONT};display:inline-block;padding:11px 18px;background:#00613a;color:#ffffff;font-size:17px;font-weight:bold;text-decoration:none">${escapeHtml(block.words)}</a></p>`;
    case 'card':
      return `<div style="margin:10px 0;padding:8px 12px;border-left:6px solid #a4161a;background:#fbeaea"><strong>${escapeHtml(block.title)}</strong>${block.lines.map((line) => `<br>${escapeHtml(line)}`).join('')}</div>`;
    case 'bars':
      return `<table width="100%" cellpadding="0" cellspacing="0" style="${TEXT};font-size:15px">${barsHtml(block.rows)}</table>`;
  }
}

function itemHtml(item: string | LinkedLine): string {
  const words =
    typeof item === 'string'
      ? escapeHtml(item)
      : `${escapeHtml(item.text)} <a href="${escapeHtml(item.url)}" style="color:#00613a;font-weight:bold;white-space:nowrap">Open it</a>`;
  return `<li style="margin:5px 0">${words}</li>`;
}

function factHtml([label, value]: readonly [string, string]): string {
  return `<tr><th align="left" valign="top" style="padding:3px 10px 3px 0;font-weight:bold;white-space:nowrap">${escapeHtml(label)}</th><td valign="top" width="100%" style="padding:3px 0;word-break:break-word;overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`;
}

/** Bars of table cells: pictures are blocked and SVG is dropped by most mail programs. */
function barsHtml(rows: readonly Bar[]): string {
  const most = mostOf(rows);
  return rows
    .map(({ label, count, note }) => {
      const percent = Math.round((count / most) * 100);
      const bar = `<table role="presentation" width="${Math.max(percent, 1)}%" cellpadding="0" cellspacing="0"><tr><td bgcolor="#1d5b8f" height="10" style="font-size:1px;line-height:10px">&nbsp;</td></tr></table>`;
      const words = `${escapeHtml(label)}: <strong>${count}</strong>${note === '' ? '' : ` <span style="color:#505a5f">(${escapeHtml(note)})</span>`}`;
      return `<tr><td style="padding:4px 0">${words}${bar}</td></tr>`;
    })
    .join('');
}
