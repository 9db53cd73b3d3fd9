import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { compileInspection } from '../../categoriser/inspection/what-to-open.ts';
import { parseIpAddress } from '../../core/address.ts';
import { GROUP_WITH_PERSONAL_USE } from '../../core/personal-use.ts';
import { PLAIN_HEADERS } from '../../pages/headers.ts';
import { helpPage } from '../../pages/help.ts';
import { portalHome } from '../../pages/portal-home.ts';
import { announcementsFor } from '../services/announcements.ts';
import { dayOf } from '../services/calendar-day.ts';
import { askRoute } from './ask-route.ts';
import { blocksRoute } from './blocks-route.ts';
import { certificateRoute } from './certificate-route.ts';
import { coachRoute } from './coach-route.ts';
import { concernRoute } from './concern-route.ts';
import { type Notice, type Portal, type PortalOptions, portalOf } from './portal.ts';
import { rationaleRoute } from './rationale-route.ts';
import type { PortalVisitor } from './visitor.ts';

export type { PortalOptions };

const BODY_LIMIT_BYTES = 8 * 1024;

const ERRORS: Readonly<Record<number, Omit<Notice, 'status'>>> = {
  404: { title: 'There is no such page', words: 'Try one of these instead.' },
  413: { title: 'That was too much', words: 'Go back and try again.' },
  421: { title: 'This is not the address of this page', words: 'Use the address that your school has given you.' },
};
const OTHER_ERROR = { title: 'Something did not work', words: 'Try again. If it happens again, tell a member of staff.' };

/** The pupils' own pages, known by address and lease alone: no passwords, no cookies, no way to anybody else's records. */
export function createPortal(options: PortalOptions): FastifyInstance {
  const portal = portalOf(options);
  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT_BYTES, requestTimeout: 15_000, forceCloseConnections: true });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  refuseForeignNames(app, portal);
  answerErrors(app, portal);
  const inspects = options.certificate !== undefined && compileInspection(options.certificate.inspection).startsAt !== null;
  app.get('/', async (request, reply) => {
    const visitor = portal.visitor(request);
    const announcements = await announcementsFor(visitor.group, portal).catch((error: unknown) => {
      // What is recorded, and where help is, is told without them.
      portal.logger.warn({ err: error }, 'announcements could not be read');
      return [];
    });
    const counted = visitor.group === GROUP_WITH_PERSONAL_USE ? noticeOfCounting(portal) : null;
    const page = { ...portal.frame(visitor), visitor: knownAs(visitor), inspects, announcements, counted };
    return portal.send(reply, visitor, portalHome(page));
  });
  app.get('/help', (request, reply) => {
    const visitor = portal.visitor(request);
    return portal.send(reply, visitor, helpPage(portal.frame(visitor)));
  });
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  blocksRoute(app, portal);
  coachRoute(app, portal);
  askRoute(app, portal);
  concernRoute(app, portal);
  rationaleRoute(app, portal);
  if (portal.certificate !== undefined) certificateRoute(app, portal, portal.certificate);
  return app;
}

/** Null while nothing is counted: staff read here what they were told, for as long as it holds. */
function noticeOfCounting({ config: { personalUseReport }, clock }: Portal): string | null {
  const { enabled, notice } = personalUseReport;
  return enabled && notice !== undefined && notice.from <= dayOf(clock()) ? notice.text : null;
}

function answerErrors(app: FastifyInstance, portal: Portal): void {
  const sendError = (request: FastifyRequest, reply: FastifyReply, status: number) =>
    portal.sendNotice(reply, portal.visitor(request), { status, ...(ERRORS[status] ?? OTHER_ERROR) });
  app.setNotFoundHandler((request, reply) => sendError(request, reply, 404));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) portal.logger.error({ err: error, route: request.routeOptions.url }, 'a portal page failed');
    return sendError(request, reply, status);
  });
}

/**
 * Answers only under names that are ours: an address, `localhost` or the configured name. Otherwise a page from elsewhere
 * could point its own name at this address and read what is shown here (DNS rebinding).
 */
function refuseForeignNames(app: FastifyInstance, portal: Portal): void {
  const { portalUrl } = portal.config.proxy;
  const own = portalUrl === undefined ? undefined : new URL(portalUrl).hostname;
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(PLAIN_HEADERS);
    const host = request.hostname.toLowerCase().replace(/\.$/, '');
    if (host === own || host === 'localhost' || parseIpAddress(host.replace(/^\[|\]$/g, '')) !== undefined) return;
    await portal.sendNotice(reply, portal.visitor(request), { status: 421, ...(ERRORS[421] ?? OTHER_ERROR) });
  });
}

function knownAs({ leased }: PortalVisitor): Parameters<typeof portalHome>[0]['visitor'] {
  if (leased === null || leased.username === null) return null;
  return { username: leased.username, computer: leased.computer ?? '', group: groupName(leased.group) };
}

/** `Sixth form` for `sixth-form`. */
function groupName(group: string): string {
  const words = group.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
