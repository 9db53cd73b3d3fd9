import Type, { type Static } from 'typebox';
import type { SiteRequest } from '../core/site-request.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import { addressKey } from './routing/subject.ts';

/** The helpdesk's webhook (`requests.webhook`), as it stands in the ledger. */
export const REQUESTS_WEBHOOK = 'requests';

export const NOTICE_EVENTS = ['filed', 'approved', 'declined', 'awaiting-second', 'commented'] as const;
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
});
export type Notice = Static<typeof NoticePayload>;

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
  const { event, occasion, ...told } = input;
  const { id, kind, requestedBy, school, urgent, status, email } = request;
  const site = request.tier === 'sealed' ? null : request.host;
  const payload: Notice = { version: 1, event, ...told, request: id, kind, site, requestedBy, school, urgent, status };
  const notice = (channel: NewDelivery['channel'], to: string): NewDelivery => {
    const uniqueKey = `request-notice|${id}|${event}|${occasion}|${channel}|${channel === 'email' ? addressKey({ email: to }) : to}`;
    return { incident: null, kind: 'request-notice', channel, to, uniqueKey, payload: { ...payload } };
  };
  return [
    ...(hasWebhook ? [notice('webhook', REQUESTS_WEBHOOK)] : []),
    ...(email !== null && FOR_REQUESTERS.includes(event) ? [notice('email', email)] : []),
  ];
}
