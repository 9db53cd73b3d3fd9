import type { RequestMail } from '../../config/schema/request-mail.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { isMailAddress } from '../../core/mail-address.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { Principal } from '../auth/principal.ts';
import { askedSite, ownWords } from '../mail-in/asked-site.ts';
import type { IncomingMail } from '../mail-in/incoming-mail.ts';
import { plain } from '../plain-text.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { refused } from './refusal.ts';
import { commentOn } from './request-comments.ts';
import { askForSite } from './request-filing.ts';
import type { StrangerRefusals } from './stranger-refusals.ts';

const HOUR_MS = 3_600_000;
/** As from the block page. */
const MOST_AN_HOUR = 5;
const LONGEST_REASON = 500;
const LONGEST_COMMENT = 2_000;
const LEAST_REASON = 3;
const REFERENCE = /\brequest-[A-Za-z0-9-]{8,70}\b/;

/** What became of a mail; `refused` has one sentence for whoever sent it. */
export type MailTaken =
  | { readonly kind: 'filed' | 'commented'; readonly request: string }
  /** By a machine: nothing is done and nobody is told. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly words: string };

interface Sender {
  readonly address: string;
  readonly principal: Principal;
  /** As requests name people. */
  readonly name: string;
  readonly school: string | null;
  readonly decides: boolean;
  /** Has an account here, or is in the directory. */
  readonly isKnown: boolean;
}

const DECIDERS: readonly Principal['role'][] = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher'];

/**
 * Makes a request of a mail, or a comment where its subject holds the reference of one (row R62). Stored when it resolves; rejects where
 * that failed, and may then be called again with the same mail: nothing is stored twice.
 */
export async function takeMail(
  mail: IncomingMail,
  settings: RequestMail,
  context: ServiceContext & { readonly strangers: StrangerRefusals },
): Promise<MailTaken> {
  const { from } = mail;
  if (mail.isAutomatic || from === settings.address.toLowerCase()) return { kind: 'ignored' };
  if (from === null || !isMailAddress(from) || from.length > 200)
    return { kind: 'refused', words: 'The mail names no sender that can be answered.' };
  const sender = await senderOf(from, settings, context);
  try {
    if (sender === undefined) throw new Problem('forbidden', 'Nobody is known by this address. Use “Ask for this site” on the block page.');
    const reference = REFERENCE.exec(mail.subject)?.[0];
    const answered = reference === undefined ? undefined : await context.stores.requests.get(reference);
    if (answered !== undefined) return await comment(answered, mail, sender, context);
    return await file(mail, sender, settings, context);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'unavailable') throw error;
    const { code, message: words } = error;
    if (sender?.isKnown !== true) await context.strangers.add(from, error);
    else await refused(context, sender.principal, { action: 'request.mail', subject: from, code, words });
    return { kind: 'refused', words: error.message };
  }
}

/** By the account with that address, else by the directory: the whole address, or what stands before the @ of the school's own. */
async function senderOf(address: string, { domains, unknown }: RequestMail, context: ServiceContext): Promise<Sender | undefined> {
  const { policy, stores, config } = context;
  const actor = `mail:${address}`;
  const account = await stores.accounts.byEmail(normaliseUserName(address));
  if (account !== undefined) {
    const { name, role, school } = account;
    return {
      address,
      name,
      school,
      decides: DECIDERS.includes(role),
      isKnown: true,
      principal: { actor, role: 'viewer', school: null, person: name },
    };
  }
  const [local = '', domain = ''] = address.split('@');
  const person = findPerson(policy, address) ?? (domains.includes(domain) ? findPerson(policy, local) : undefined);
  if (person === undefined && unknown === 'refuse') return undefined;
  const school = config.schools.find(({ id }) => id === person?.school)?.id ?? null;
  const name = person?.name ?? address;
  const isKnown = person !== undefined;
  return { address, name, school, decides: false, isKnown, principal: { actor, role: 'viewer', school: null, person: name } };
}

async function file(mail: IncomingMail, sender: Sender, { address, domains }: RequestMail, context: ServiceContext): Promise<MailTaken> {
  const id = `request-${mail.id}`;
  if ((await context.stores.requests.get(id)) !== undefined) return { kind: 'filed', request: id };
  const url = askedSite(mail, [...domains, address.split('@')[1] ?? '', sender.address.split('@')[1] ?? '']);
  if (url === undefined) throw new Problem('bad-request', 'Write the address of the site that you ask for, like www.example.org.');
  const { name, school, principal, isKnown } = sender;
  const outcome = await askForSite(
    principal,
    {
      // Anybody may write anybody's address: a stranger is answered by IT, not by us.
      ...{ kind: 'unblock', url, reason: reasonOf(mail), requestedBy: name, email: isKnown ? sender.address : null },
      ...(school === null ? {} : { school }),
    },
    { decisionId: null, bounds: { most: MOST_AN_HOUR, since: epochMs(context.clock() - HOUR_MS) } },
    { ...context, newId: () => mail.id },
  );
  switch (outcome.kind) {
    case 'added':
      return { kind: 'filed', request: outcome.request.id };
    case 'already-open':
      return comment(outcome.request, mail, sender, context);
    case 'too-many':
      throw new Problem('rate-limited', 'You have asked for several sites within the hour. Ask again later, or call the IT desk.');
    case 'closed':
      throw new Problem('forbidden', 'Nobody can be asked for this site by mail. Speak to the IT desk.');
  }
}

/** From whoever asked, or one of those who decide: a reference alone opens nobody else's request. */
async function comment(request: SiteRequest, mail: IncomingMail, sender: Sender, context: ServiceContext): Promise<MailTaken> {
  const { id } = request;
  const own = request.email?.toLowerCase() === sender.address || normaliseUserName(request.requestedBy) === normaliseUserName(sender.name);
  const decides = sender.decides && (sender.school === null || sender.school === request.school);
  if (!own && !decides) throw new Problem('forbidden', 'That is the reference of somebody else’s request.');
  const text = plain(ownWords(mail.text), LONGEST_COMMENT) ?? plain(mail.subject, LONGEST_COMMENT) ?? '';
  const known = await context.stores.requests.comments(id);
  if (!known.some((one) => one.id === `comment-${mail.id}`)) {
    await commentOn(sender.principal, id, text, { ...context, newId: () => mail.id });
  }
  return { kind: 'commented', request: id };
}

function reasonOf({ subject, text }: IncomingMail): string {
  const words = plain(ownWords(text), LONGEST_REASON) ?? plain(subject, LONGEST_REASON) ?? '';
  return words.length >= LEAST_REASON ? words : 'Asked by e-mail.';
}
