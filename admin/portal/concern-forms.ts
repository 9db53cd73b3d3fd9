import type { FastifyReply } from 'fastify';
import { type DecisionId, decisionIdGenerator, parseDecisionId } from '../../core/decision-id.ts';
import type { Hostname } from '../../core/hostname.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import { type Choice, type ConcernPageInput, type ConcernValues, concernPage } from '../../pages/concern-page.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { formatTimeOfDay } from '../../pages/when.ts';
import type { CoachGrant } from '../../storage/coach-token.ts';
import { recentRecords } from './concern.ts';
import type { Portal } from './portal.ts';
import type { PortalVisitor } from './visitor.ts';

/** Somebody may think for a long time before pressing. */
const FORM_LIFETIME_MS = 4 * 3_600_000;
const MOST_BLOCKS = 10;
/** Of ids, apart from the proxies', which count from 0. */
const WRITER_NUMBER = 1_022;
/** The token names a host for every other button; this one is about none. */
const NOWHERE = 'concern' as Hostname;

/** The forms that were opened here: a token is proof of it, and makes two presses one report. */
export class ConcernForms {
  readonly #portal: Portal;
  readonly #nextId = decisionIdGenerator(WRITER_NUMBER, process.pid);

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  /** The form that a token was made for; undefined when it was not opened at this address by this person (or nobody), or has run out. */
  opened(token: string, visitor: PortalVisitor): DecisionId | undefined {
    const opened = this.#portal.concernTokens.verify(token, visitor.now);
    return opened.ok && isFor(opened.value, visitor) ? opened.value.decisionId : undefined;
  }

  /** Sends the form: a new one, or `form` once more. */
  async send(
    reply: FastifyReply,
    visitor: PortalVisitor,
    values: ConcernValues,
    problem: ConcernPageInput['problem'] = null,
    form: DecisionId = this.#nextId(visitor.now),
  ): Promise<FastifyReply> {
    const portal = this.#portal;
    const { ip, now, school } = visitor;
    const username = visitor.leased?.username ?? null;
    const { schools } = portal.config;
    const isKnownSchool = schools.length < 2 || schools.some(({ id }) => id === school);
    const grant = { decisionId: form, clientIp: ip, username, host: NOWHERE, expiresAt: epochMs(now + FORM_LIFETIME_MS) };
    const page = concernPage({
      ...portal.frame(visitor),
      isStaff: visitor.group === 'staff',
      username,
      token: portal.concernTokens.sign(grant),
      values,
      blocks: await blockChoices(portal, visitor, values.block),
      schools: isKnownSchool ? [] : schools.map(({ id, name }): Choice => [id, name]),
      problem,
    });
    return portal.send(reply, visitor, page);
  }
}

function isFor({ clientIp, username }: CoachGrant, { ip, leased }: PortalVisitor): boolean {
  const now = leased?.username ?? null;
  if (clientIp !== ip || username === null || now === null) return clientIp === ip && username === now;
  return normaliseUserName(username) === normaliseUserName(now);
}

/** Each site once: as the newest refusal, or as the one that is `chosen`. */
async function blockChoices(portal: Portal, visitor: PortalVisitor, chosen: string): Promise<Choice[]> {
  const choices = new Map<string, Choice>();
  for (const { id, host, time } of await recentRecords(portal, visitor, chosen)) {
    const reference = parseDecisionId(id);
    if (reference === undefined) continue;
    const value = groupedReference(reference);
    if (value !== chosen && (choices.has(host) || choices.size >= MOST_BLOCKS)) continue;
    choices.set(host, [value, `${host} (${formatTimeOfDay(epochMs(Date.parse(time)))})`]);
  }
  return [...choices.values()];
}
