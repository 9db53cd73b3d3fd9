import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '../../core/result.ts';
import { isUndecided, type SiteRequest } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import { LONGEST_WHY } from '../../pages/ask-form.ts';
import type { AskedFor } from '../../pages/recent-blocks-page.ts';
import { askForSite } from '../services/request-filing.ts';
import { isMeantFor } from './coach.ts';
import type { Portal } from './portal.ts';
import type { PortalVisitor } from './visitor.ts';

const HOUR_MS = 3_600_000;
/** Enough for a lesson's worth of mistakes; more would keep IT from answering anybody. */
const MOST_AN_HOUR = 5;
/** As long as the button works. */
const RECORDS_MS = 15 * 60_000;

/**
 * Asks IT for the site that a token names, for the person it was refused to. Failures: those of the token, `coach-token-foreign`,
 * `ask-already`, `ask-too-many`, `ask-closed`.
 */
export async function askFor(portal: Portal, visitor: PortalVisitor, token: string, why: string): Promise<Result<SiteRequest>> {
  const verified = portal.askTokens.verify(token, visitor.now);
  if (!verified.ok) return verified;
  const grant = verified.value;
  if (!isMeantFor(grant, visitor)) return failure('coach-token-foreign', 'This button was not offered to this person here.');
  const { username, host, decisionId } = grant;
  await portal.recentBlocks.caughtUp();
  const records = portal.recentBlocks.forClient(visitor.ip, username, epochMs(visitor.now - RECORDS_MS));
  const record = records.find(({ id }) => id === decisionId);
  const school = portal.config.schools.find(({ id }) => id === visitor.school);
  const outcome = await askForSite(
    { actor: `user:${username}`, role: 'viewer', school: null },
    {
      kind: 'unblock',
      url: record?.url ?? `https://${host.includes(':') ? `[${host}]` : host}/`,
      reason: reasonOf(why),
      requestedBy: username,
      ...(school === undefined ? {} : { school: school.id }),
    },
    { group: visitor.group, decisionId, bounds: { most: MOST_AN_HOUR, since: epochMs(visitor.now - HOUR_MS) } },
    { ...portal, newId: randomUUID },
  );
  switch (outcome.kind) {
    case 'added':
      return success(outcome.request);
    case 'already-open':
      return failure('ask-already', 'There is an open request for this site.');
    case 'too-many':
      return failure('ask-too-many', 'Too many requests in the last hour.');
    case 'closed':
      return failure('ask-closed', 'Nobody can be asked for this site.');
  }
}

function reasonOf(why: string): string {
  const text = why
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_WHY)
    .toWellFormed();
  return text === '' ? 'Asked for from the block page, without further words.' : text;
}

/** A request as its own requester is told of it. */
export function askedFor(request: SiteRequest): AskedFor {
  return { host: request.tier === 'sealed' ? 'A page that cannot be shown' : request.host, state: stateOf(request) };
}

function stateOf(request: SiteRequest): string {
  if (isUndecided(request)) return 'IT has been asked and has not answered yet.';
  const answer = request.status === 'approved' ? 'Yes.' : 'No.';
  return `${answer} ${request.decisionReason ?? ''}`.trim();
}
