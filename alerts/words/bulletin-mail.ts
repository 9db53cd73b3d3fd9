import type { Bulletin } from '../bulletin.ts';
import { inertLine, inertWords } from './inert.ts';
import { type Mail, mail } from './mail.ts';

/** What people wrote is in it: nothing of it becomes a link. */
export function bulletinMail({ title, words, items, reason }: Bulletin): Mail {
  return mail(
    `[Schoolgate] ${inertLine(title)}`,
    inertLine(title),
    'calm',
    [
      ...words.map((text) => ({ kind: 'paragraph' as const, text: inertWords(text) })),
      ...(items.length === 0 ? [] : [{ kind: 'list' as const, items: items.map((text) => inertWords(text)) }]),
    ],
    inertLine(reason),
  );
}
