import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Directory } from '../../alerts/routing/directory.ts';
import { type Band, bandOf } from '../../pages/band.ts';
import { pageHeaders } from '../../pages/headers.ts';
import type { Html } from '../../pages/html.ts';
import { pageStyle } from '../../pages/layout.ts';
import { noticePage } from '../../pages/notice-page.ts';
import { type PageSchool, pageSchools } from '../../pages/school.ts';
import type { RecentBlocks } from '../../storage/access-log.ts';
import { type CoachTokens, createCoachTokens } from '../../storage/coach-token.ts';
import type { AdminContext } from '../context.ts';
import type { CertificateSource } from './certificate-source.ts';
import { type PortalVisitor, visitorOf } from './visitor.ts';

export interface PortalOptions
  extends Pick<AdminContext, 'stores' | 'bus' | 'parts' | 'policy' | 'networkOf' | 'clock' | 'logger' | 'inForceTimeoutMs'> {
  readonly config: Pick<AdminContext['config'], 'trust' | 'schools' | 'proxy' | 'requests' | 'personalUseReport'>;
  readonly recentBlocks: Pick<RecentBlocks, 'caughtUp' | 'forClient'>;
  readonly coachTokenKey: Buffer;
  /** The certificate of TLS inspection; without it the portal has no page about it. */
  readonly certificate?: CertificateSource;
  /** Who may be told of what, as it is now. */
  readonly directory: () => Promise<Directory>;
}

/** What a route of the portal works with. */
export interface Portal extends PortalOptions {
  readonly tokens: CoachTokens;
  /** Of the button that asks IT for a site. */
  readonly askTokens: CoachTokens;
  /** Of the form for concerns. */
  readonly concernTokens: CoachTokens;
  visitor(request: FastifyRequest): PortalVisitor;
  /** What every page for this visitor is made with. */
  frame(visitor: PortalVisitor): { readonly school: PageSchool; readonly band: Band };
  send(reply: FastifyReply, visitor: PortalVisitor, page: string): FastifyReply;
  sendNotice(reply: FastifyReply, visitor: PortalVisitor, notice: Notice): FastifyReply;
}

export interface Notice {
  readonly status: number;
  readonly title: string;
  readonly words: string | Html;
}

export function portalOf(options: PortalOptions): Portal {
  const schoolOf = pageSchools(options.config.trust.name, options.config.schools);
  const frame: Portal['frame'] = ({ school, group }) => ({ school: schoolOf(school), band: bandOf(group) });
  const send: Portal['send'] = (reply, visitor, page) => {
    const styleHash = hash('sha256', pageStyle(frame(visitor).school.colour), 'base64');
    return reply.headers(pageHeaders({ styleHash, formActions: ["'self'"], mayBeFramed: false })).send(page);
  };
  return {
    ...options,
    tokens: createCoachTokens(options.coachTokenKey),
    askTokens: createCoachTokens(options.coachTokenKey, 'ask'),
    concernTokens: createCoachTokens(options.coachTokenKey, 'concern'),
    visitor: (request) => visitorOf(request, options),
    frame,
    send,
    sendNotice: (reply, visitor, { status, ...notice }) => send(reply.code(status), visitor, noticePage({ ...frame(visitor), ...notice })),
  };
}
