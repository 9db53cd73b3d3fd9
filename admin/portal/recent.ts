import type { AccessRecord } from '../../core/access-record.ts';
import { mayBeAskedFor } from '../../core/asking.ts';
import { type CategoryId, categoryInfo, isCategoryId, strongerSignal } from '../../core/category.ts';
import { RULE_IDS, type RuleId } from '../../core/decision.ts';
import { parseDecisionId } from '../../core/decision-id.ts';
import { type Hostname, nameAndParents, parseHostname } from '../../core/hostname.ts';
import { isGroupId, normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import { epochMs } from '../../core/units.ts';
import { bandOf } from '../../pages/band.ts';
import type { RecentBlock } from '../../pages/recent-blocks-page.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { formatTimeOfDay } from '../../pages/when.ts';
import { type Subject, subjectOf } from '../../pages/words.ts';
import { COACH_TOKEN_LIFETIME_MS, type CoachTokens } from '../../storage/coach-token.ts';
import type { PortalVisitor } from './visitor.ts';

const MOST_SHOWN = 40;

export interface RecentSources {
  readonly records: readonly AccessRecord[];
  readonly overrides: readonly Override[];
  readonly tokens: CoachTokens;
  readonly askTokens: CoachTokens;
  /** AI tools that are open to the visitor's group. */
  readonly tools: readonly string[];
}

/** The visitor's own refusals, newest first, each site once: a browser asks several times for what it does not get. */
export function recentBlocksFor(visitor: PortalVisitor, sources: RecentSources): RecentBlock[] {
  const username = visitor.leased?.username ?? null;
  if (username === null) return [];
  const shown = new Map<string, RecentBlock>();
  for (const record of sources.records) {
    // The source is asked for this person's records only; a mistake there must not show somebody else's here.
    if (record.clientIp !== visitor.ip || record.username !== username || record.action === 'allow') continue;
    const block = describe(record, visitor, username, sources);
    const key = block.subject.isNamed ? `${block.host} ${record.action}` : 'not named';
    if (!shown.has(key)) shown.set(key, block);
    if (shown.size >= MOST_SHOWN) break;
  }
  return [...shown.values()];
}

function describe(
  record: AccessRecord,
  visitor: PortalVisitor,
  username: string,
  { overrides, tokens, askTokens, tools }: RecentSources,
): RecentBlock {
  const id = parseDecisionId(record.id);
  const host = parseHostname(record.host);
  const subject = subjectOfRecord(record, host);
  const shown = {
    host: host ?? '',
    subject,
    when: formatTimeOfDay(epochMs(Date.parse(record.time))),
    reference: id === undefined ? '' : groupedReference(id),
    ...(subject.isAiTool && tools.length > 0 && { instead: tools.join(', ') }),
  };
  if (host === undefined || id === undefined || !subject.isNamed) return { ...shown, way: { kind: 'closed' } };
  const grant = { decisionId: id, clientIp: visitor.ip, username, host, expiresAt: epochMs(visitor.now + COACH_TOKEN_LIFETIME_MS) };
  if (record.action !== 'coach')
    return { ...shown, way: { kind: 'closed', ...(isAskable(record) ? { askToken: askTokens.sign(grant) } : {}) } };
  const open = openWayOn(overrides, username, host);
  if (open !== undefined) return { ...shown, way: { kind: 'open', until: formatTimeOfDay(epochMs(open.until)) } };
  return { ...shown, way: { kind: 'coach', token: tokens.sign(grant) } };
}

/** As on the block page: young children ask their teacher. */
function isAskable({ rule, categories, group }: AccessRecord): boolean {
  return isGroupId(group) && bandOf(group) !== 'easy' && mayBeAskedFor({ rule, categories: categories.filter(isCategoryId) });
}

/** A person's own way on that is in force for this host. */
export function openWayOn(overrides: readonly Override[], username: string, host: Hostname): Override | undefined {
  const names: ReadonlySet<string> = new Set(nameAndParents(host));
  return overrides.find((override) => isOwnWayOn(override, username) && override.hosts.some((name) => names.has(name)));
}

export function isOwnWayOn({ kind, scope }: Override, username: string): boolean {
  return kind === 'coach' && scope.kind === 'person' && normaliseUserName(scope.id ?? '') === normaliseUserName(username);
}

/** A record names the rule and all categories; the one to speak of is the most serious one that there are words for. */
function subjectOfRecord(record: AccessRecord, host: Hostname | undefined): Subject {
  const categories = record.categories.filter(isCategoryId);
  const category = categories.reduce<CategoryId | null>((best, next) => (best === null || isMoreSerious(next, best) ? next : best), null);
  const rule = (RULE_IDS as readonly string[]).includes(record.rule) ? (record.rule as RuleId) : 'default';
  const theme = category === null ? null : categoryInfo(category).theme;
  // A sealed match is recorded as `sealed:<list>:<hash>`, which is no host.
  return subjectOf({ rule, category, categories, theme, ...(host === undefined ? { sealedRef: record.host } : {}) });
}

function isMoreSerious(a: CategoryId, b: CategoryId): boolean {
  const [signal, other] = [categoryInfo(a).signal, categoryInfo(b).signal];
  return signal !== other && strongerSignal(signal, other) === signal;
}
