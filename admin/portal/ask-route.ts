import type { FastifyInstance } from 'fastify';
import { html } from '../../pages/html.ts';
import { askFor } from './ask.ts';
import type { Notice, Portal } from './portal.ts';
import { TOKEN_REFUSALS } from './token-refusals.ts';

const REFUSALS: Readonly<Record<string, Notice>> = {
  ...TOKEN_REFUSALS,
  'ask-already': {
    status: 200,
    title: 'You have asked already',
    words: 'IT knows that you need this site. The answer will be under “My recent blocks”.',
  },
  'ask-too-many': {
    status: 429,
    title: 'That is enough for now',
    words: 'You have asked for five sites in an hour. IT looks at those first. If it is urgent, talk to a member of staff.',
  },
  'ask-closed': {
    status: 403,
    title: 'This site cannot be asked for',
    words: 'It is closed to everybody. If you think that is wrong, talk to a member of staff.',
  },
};
const UNKNOWN_REFUSAL: Notice = { status: 403, title: 'This button does not work', words: 'Open the site again to get a new one.' };

/** `POST /ask`: asks IT for a site, for the person it was refused to. */
export function askRoute(app: FastifyInstance, portal: Portal): void {
  app.post('/ask', async (request, reply) => {
    const visitor = portal.visitor(request);
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const asked = await askFor(portal, visitor, form.get('token') ?? '', form.get('why') ?? '');
    if (!asked.ok) return portal.sendNotice(reply, visitor, REFUSALS[asked.failure.code] ?? UNKNOWN_REFUSAL);
    const words = html`Thank you for asking. IT will look at <bdi>${asked.value.host}</bdi>, usually within a school day. You will find the answer under “My recent blocks”.`;
    return portal.sendNotice(reply, visitor, { status: 200, title: 'IT has been asked', words });
  });
}
