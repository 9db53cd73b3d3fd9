import Type, { type Static } from 'typebox';
import type { SiteRequest } from '../core/site-request.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import type { Contact } from './routing/directory.ts';
import { addressKey } from './routing/subject.ts';

/** The helpdesk's webhook (`requests.webhook`), as it stands in the ledger. */
export const REQUESTS_WEBHOOK = 'requests';

export const NOTICE_EVENTS = ['filed', 'approved', 'declined', 'awaiting-second', 'commented', 'research-opened'] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** What a notice carries until it is sent: the request as it was then. */
export const NoticePayload = Type.Object({
  version: Type.Literal(1),
  event: Type.Enum([...NOTICE_EVENTS]),
  at: Type.Integer(),
  request: Type.String(),
  kind: Type.String(),
  /** Null for what is named nowhere. */
  site: Type.Union([Type.String(), Type.Null()]),
  requestedBy: Type.String(),
  school: Type.Union([Type.String(), Type.Null()]),
  urgent: Type.Boolean(),
  status: Type.String(),
  /** Who did it, as in the audit log, and their words. */
  by: Type.String(),
  words: Type.String(),
  /** Of a research exception: for whom, and until when. */
  research: Type.Optional(Type.Object({ person: Type.String(), until: Type.Integer() })),
});
export type Notice = Static<typeof NoticePayload>;

/** How the audit log begins the name of whoever asked by mail. */
export const BY_MAIL = 'mail:';

/** Events that the requester hears of; the rest is between IT and its helpdesk. */
const FOR_REQUESTERS: readonly NoticeEvent[] = ['approved', 'declined', 'awaiting-second'];

export interface NoticeInput {
  readonly event: NoticeEvent;
  readonly at: number;
  readonly by: string;
  readonly words: string;
  /** What makes it one of its kind: the version that a change made, or a comment's id. */
  readonly occasion: string;
}

/** Who is told of a change to a request: the helpdesk, where one is configured, and the requester, where an address is known. */
export function noticeDeliveries(request: SiteRequest, input: NoticeInput, hasWebhook: boolean): NewDelivery[] {
  const { email, filedBy } = request;
  // Who asked by mail has seen no page that says that it was taken.
  const isForRequester = FOR_REQUESTERS.includes(input.event) || (input.event === 'filed' && filedBy.startsWith(BY_MAIL));
  return [
    ...(hasWebhook ? [notice(request, input, 'webhook', REQUESTS_WEBHOOK)] : []),
    ...(email !== null && isForRequester ? [notice(request, input, 'email', email)] : []),
  ];
}

/** Tells whoever leads safeguarding that a page of a locked category is open to somebody (contract, "Rule order": the DSL is told). */
export function researchDelivery(
  request: SiteRequest,
  input: Omit<NoticeInput, 'event'>,
  research: NonNullable<Notice['research']>,
  lead: Contact,
): NewDelivery {
  return notice(request, { ...input, event: 'research-opened' }, 'email', lead.email, { research });
}

function notice(
  { id, kind, tier, host, requestedBy, school, urgent, status }: SiteRequest,
  { event, occasion, ...told }: NoticeInput,
  channel: NewDelivery['channel'],
  to: string,
  more: Pick<Notice, 'research'> = {},
): NewDelivery {
  const site = tier === 'sealed' ? null : host;
  const payload: Notice = { version: 1, event, ...told, request: id, kind, site, requestedBy, school, urgent, status, ...more };
  const uniqueKey = `request-notice|${id}|${event}|${occasion}|${channel}|${channel === 'email' ? addressKey({ email: to }) : to}`;
  return { incident: null, kind: 'request-notice', channel, to, uniqueKey, payload: { ...payload } };
}
