import type { FastifyInstance } from 'fastify';
import { html } from '../../pages/html.ts';
import { formatTimeOfDay } from '../../pages/when.ts';
import { createWaysOn, type OpenedSite, safeBackUrl } from './coach.ts';
import type { Notice, Portal } from './portal.ts';
import { TOKEN_REFUSALS } from './token-refusals.ts';

const REFUSALS: Readonly<Record<string, Notice>> = {
  'coach-token-invalid': { status: 403, title: 'This button does not work', words: 'Open the site again to get a new one.' },
  ...TOKEN_REFUSALS,
  'coach-too-many': { status: 429, title: 'Many sites are open already', words: 'Wait until some have closed, or ask a member of staff.' },
};
const UNKNOWN_REFUSAL: Notice = { status: 403, title: 'This button does not work', words: 'Ask a member of staff.' };

/** `POST /coach`: opens a coached site for the person it was offered to, and leads back to it. */
export function coachRoute(app: FastifyInstance, portal: Portal): void {
  const open = createWaysOn(portal);
  app.post('/coach', async (request, reply) => {
    const visitor = portal.visitor(request);
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const opened = await open(visitor, form.get('token') ?? '');
    if (!opened.ok) return portal.sendNotice(reply, visitor, REFUSALS[opened.failure.code] ?? UNKNOWN_REFUSAL);
    const back = safeBackUrl(form.get('back') ?? '', opened.value.host);
    return back === undefined ? portal.sendNotice(reply, visitor, openedNotice(opened.value)) : reply.redirect(back, 303);
  });
}

function openedNotice({ host, until }: OpenedSite): Notice {
  const address = `https://${host.includes(':') ? `[${host}]` : host}/`;
  const words = html`You can use <bdi>${host}</bdi> until ${formatTimeOfDay(until)}. <a href="${address}">Go to the site</a>`;
  return { status: 200, title: 'It is open now', words };
}
