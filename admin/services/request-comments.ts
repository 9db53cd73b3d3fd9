import { noticeDeliveries } from '../../alerts/request-notice.ts';
import type { RequestComment } from '../../storage/requests.ts';
import type { Principal } from '../auth/principal.ts';
import type { ServiceContext } from './context.ts';
import { requestFor } from './request-decisions.ts';

/** Adds what one of those who decide has to say to the others; the helpdesk is told, the requester is not. */
export async function commentOn(principal: Principal, id: string, text: string, context: ServiceContext): Promise<RequestComment> {
  const { stores, clock, newId, config } = context;
  const request = await requestFor(principal, id, context);
  const comment = { id: `comment-${newId()}`, request: id, at: clock(), author: principal.actor, text };
  const { at, author: by } = comment;
  const notice = { event: 'commented', at, by, words: text, occasion: comment.id } as const;
  const tell = noticeDeliveries(request, notice, config.requests.webhook !== undefined);
  const entry = { at, actor: by, action: 'request.comment', subject: id, outcome: 'done' } as const;
  await stores.requests.comment(comment, tell, [{ ...entry, detail: { comment: comment.id, text } }]);
  return comment;
}
