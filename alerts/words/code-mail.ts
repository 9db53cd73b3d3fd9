import { inertLine } from './inert.ts';
import { type Block, type Mail, mail } from './mail.ts';
import { timeWords } from './moment.ts';

/** The one-time code that opens an incident's page: neither of what, nor of whom, and without a link. */
export function codeMail({ code, reference, until }: { readonly code: string; readonly reference: string; readonly until: number }): Mail {
  const title = `Your code: ${code.slice(0, 4)} ${code.slice(4)}`;
  const blocks: Block[] = [
    { kind: 'paragraph', text: `Type it into the page that asked for it. It works once, until ${timeWords(until)}.` },
    { kind: 'facts', rows: [['Reference', inertLine(reference)]] },
    { kind: 'paragraph', text: 'Give it to nobody: nobody from Schoolgate or from IT will ever ask for it.' },
  ];
  return mail(
    `[Schoolgate] Your code for ref ${inertLine(reference)}`,
    title,
    'calm',
    blocks,
    'Somebody who has the link of a safeguarding alert asked for this. If it was not you, do nothing: the page stays closed. If it happens again, tell IT.',
  );
}
