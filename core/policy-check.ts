import { type CategoryId, categoryInfo, isCategoryId } from './category.ts';
import { isGroupId } from './identity.ts';
import { parseInstant, parseLocalDate } from './london-time.ts';
import type { ActionSpec, Audience, PolicyDocument } from './policy.ts';
import { hasPupilProfile } from './policy-check-profiles.ts';
import { checkSearchTerms } from './policy-check-terms.ts';
import type { Failure } from './result.ts';
import { parseSite } from './site.ts';
import type { EpochMs } from './units.ts';

/** What the rest of the configuration knows. */
export interface PolicyContext {
  /** School ids. */
  readonly schools: readonly string[];
  /** Whether the installation is live, or is to be. */
  readonly goLive: boolean;
}

/** Longer than this is permanent in all but name, and permanence is a change of policy (a list entry). */
const MAX_OVERRIDE_DAYS = 366;
const MAX_RESEARCH_DAYS = 92;
const DAY_MS = 86_400_000;

const fail = (code: string, message: string): Failure => ({ code: `policy-${code}`, message });

/**
 * What makes no sense across the parts of a policy document, in words for whoever wrote it; empty when all is well.
 * The shape has been checked before (PolicyDocumentSchema).
 */
export function checkPolicy(document: PolicyDocument, context: PolicyContext): Failure[] {
  return [
    ...checkIds(document),
    ...checkGroups(document),
    ...checkTimetable(document),
    ...checkLists(document, context),
    ...checkPeople(document),
    ...checkExams(document, context),
    ...checkOverrides(document, context),
    ...checkResearch(document),
    ...checkSearchTerms(document),
    ...checkProfiles(document, context),
  ];
}

function checkProfiles(document: PolicyDocument, { goLive }: PolicyContext): Failure[] {
  if (!goLive || hasPupilProfile(document)) return [];
  return [
    fail('one-profile', 'policy.groups gives staff and pupils one and the same policy: a live installation needs a profile for each.'),
  ];
}

function checkIds(document: PolicyDocument): Failure[] {
  const { schedules, lists, suspensions, exams, arrangements, overrides, research, searchTerms, searchEngines } = document;
  const parts = { schedules, lists, suspensions, exams, arrangements, overrides, research, searchTerms, searchEngines };
  return Object.entries(parts).flatMap(([part, entries]) => {
    const ids = (entries ?? []).map((entry: { readonly id: string }) => entry.id);
    const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
    return [...repeated].map((id) => fail('duplicate', `policy.${part} has more than one "${id}".`));
  });
}

function checkGroups(document: PolicyDocument): Failure[] {
  const schedules = new Set((document.schedules ?? []).map((schedule) => schedule.id));
  return Object.entries(document.groups ?? {}).flatMap(([group, policy]) => {
    const specs: [string, ActionSpec | undefined][] = [...Object.entries(policy.categories ?? {}), ['uncategorised', policy.uncategorised]];
    return specs.flatMap(([category, spec]) => {
      if (spec === undefined) return [];
      const where = `policy.groups.${group}: ${category}`;
      return [...checkSchedule(where, spec, schedules), ...checkFixed(where, category as CategoryId, spec)];
    });
  });
}

function checkSchedule(where: string, spec: ActionSpec, schedules: ReadonlySet<string>): Failure[] {
  if (typeof spec === 'string' || schedules.has(spec.during)) return [];
  return [fail('unknown-schedule', `${where} names the schedule "${spec.during}", which policy.schedules does not have.`)];
}

function checkFixed(where: string, category: CategoryId, spec: ActionSpec): Failure[] {
  const actions = typeof spec === 'string' ? [spec] : [spec.action, spec.otherwise];
  const { tier } = categoryInfo(category);
  if (tier !== 'ordinary' && actions.some((action) => action !== 'block')) {
    return [fail('locked-category', `${where} is ${tier}: it is blocked for everyone and no group can open it.`)];
  }
  if (category === 'support' && actions.some((action) => action !== 'allow')) {
    return [fail('protected-category', `${where} is protected: support services are always open.`)];
  }
  return [];
}

function checkTimetable(document: PolicyDocument): Failure[] {
  const ranges = [...(document.calendar?.terms ?? []), ...(document.calendar?.holidays ?? [])];
  const dates = ranges.flatMap(({ name, from, until }) => {
    const [first, last] = [parseLocalDate(from), parseLocalDate(until)];
    const where = `policy.calendar "${name ?? from}"`;
    if (first === undefined || last === undefined) return [fail('no-such-date', `${where}: there is no such day.`)];
    return first > last ? [fail('ends-before-start', `${where} ends before it begins.`)] : [];
  });
  const schedules = (document.schedules ?? []).flatMap(({ id, windows, dates: counting }) => {
    const where = `policy.schedules "${id}"`;
    const empty = windows.filter(({ from, until }) => from === until || from === '24:00' || until === '00:00');
    const found = empty.map(({ from, until }) =>
      fail('empty-window', `${where}: from ${from} until ${until} is no time; a whole day is 00:00 until 24:00.`),
    );
    const lacksTerms = counting !== undefined && counting !== 'any' && (document.calendar?.terms ?? []).length === 0;
    return lacksTerms ? [...found, fail('no-calendar', `${where} counts ${counting} only, and policy.calendar has no terms.`)] : found;
  });
  return [...dates, ...schedules];
}

interface Written {
  readonly from?: string;
  readonly until?: string;
}

/** The span's problems; `maxDays` bounds what must be temporary. */
function checkSpan(where: string, { from, until }: Written, maxDays?: number): Failure[] {
  const [start, end] = [from, until].map((text) => (text === undefined ? undefined : parseInstant(text)));
  if ((from !== undefined && start === undefined) || (until !== undefined && end === undefined)) {
    return [fail('no-such-time', `${where}: there is no such time.`)];
  }
  if (start !== undefined && end !== undefined && start >= end) return [fail('ends-before-start', `${where} ends before it begins.`)];
  if (maxDays === undefined) return [];
  if (end === undefined) return [fail('no-expiry', `${where} has no end: temporary things always expire.`)];
  const days = lengthInDays(start, end);
  return days > maxDays ? [fail('too-long', `${where} lasts longer than ${maxDays} days; a lasting permission is a list entry.`)] : [];
}

function lengthInDays(start: EpochMs | undefined, end: EpochMs): number {
  return start === undefined ? 0 : (end - start) / DAY_MS;
}

function checkSites(where: string, sites: readonly string[] | undefined, opens: boolean): Failure[] {
  return (sites ?? []).flatMap((text) => {
    const site = parseSite(text);
    if (site === undefined) {
      return [fail('site', `${where}: "${text}" is no site. Write example.org or example.org/path, without https:// or a port.`)];
    }
    const canary = /(?:^|\.)([a-z-]+)\.schoolgate\.test$/.exec(site.host)?.[1];
    if (!opens || canary === undefined || !isClosedTier(canary)) return [];
    return [fail('locked-category', `${where}: "${text}" is in a sealed or locked category, which nothing here can open.`)];
  });
}

function isClosedTier(category: string): boolean {
  return isCategoryId(category) && categoryInfo(category).tier !== 'ordinary';
}

function checkAudience(where: string, audience: Audience | undefined, { schools }: PolicyContext): Failure[] {
  const unknown = (audience?.schools ?? []).filter((school) => !schools.includes(school));
  return unknown.map((school) => fail('unknown-school', `${where} names the school "${school}", which schools does not have.`));
}

function checkLists(document: PolicyDocument, context: PolicyContext): Failure[] {
  return (document.lists ?? []).flatMap((list) => {
    const where = `policy.lists "${list.id}"`;
    const found = [...checkSites(where, list.sites, list.action === 'allow'), ...checkAudience(where, list.audience, context)];
    if (list.action === 'allow' && (list.locked === true || list.urgent === true)) {
      found.push(fail('locked-allow', `${where}: only a block can be locked or urgent.`));
    }
    if (parseLocalDate(list.reviewBy) === undefined) found.push(fail('no-such-date', `${where}: reviewBy is no day.`));
    return found;
  });
}

function checkPeople(document: PolicyDocument): Failure[] {
  const suspensions = (document.suspensions ?? []).flatMap((one) => checkSpan(`policy.suspensions "${one.id}"`, one, MAX_OVERRIDE_DAYS));
  const arrangements = (document.arrangements ?? []).flatMap((one) => {
    const where = `policy.arrangements "${one.id}"`;
    const found = [...checkSpan(where, one), ...checkSites(where, one.sites, true)];
    if (one.sites === undefined && one.categories === undefined) found.push(fail('empty', `${where} names neither sites nor categories.`));
    if ((one.categories ?? []).some((category) => categoryInfo(category).tier !== 'ordinary')) {
      found.push(fail('locked-category', `${where} names a sealed or locked category, which nothing here can open.`));
    }
    return found;
  });
  return [...suspensions, ...arrangements];
}

function checkExams(document: PolicyDocument, context: PolicyContext): Failure[] {
  return (document.exams ?? []).flatMap((exam) => {
    const where = `policy.exams "${exam.id}"`;
    const found = [...checkSpan(where, exam), ...checkSites(where, exam.sites, true), ...checkAudience(where, exam.audience, context)];
    const closesSupport = exam.closed?.includes('support') === true;
    return closesSupport ? [...found, fail('protected-category', `${where}: support services are always open.`)] : found;
  });
}

function checkOverrides(document: PolicyDocument, context: PolicyContext): Failure[] {
  return (document.overrides ?? []).flatMap((override) => {
    const where = `policy.overrides "${override.id}"`;
    const found = [...checkSpan(where, override, MAX_OVERRIDE_DAYS), ...checkSites(where, override.hosts, true)];
    const { kind, id } = override.scope;
    if (kind !== 'trust' && id === undefined) return [...found, fail('scope', `${where}: the scope names no ${kind}.`)];
    if (kind === 'group' && !isGroupId(id ?? '')) return [...found, fail('scope', `${where}: there is no group "${id}".`)];
    return kind === 'school' ? [...found, ...checkAudience(where, { schools: [id ?? ''] }, context)] : found;
  });
}

function checkResearch(document: PolicyDocument): Failure[] {
  return (document.research ?? []).flatMap((one) => {
    const where = `policy.research "${one.id}"`;
    const found = [...checkSpan(where, one, MAX_RESEARCH_DAYS), ...checkSites(where, one.hosts, false)];
    const approvers = new Set(one.approvedBy.map((name) => name.trim().toLowerCase()));
    approvers.delete(one.person.trim().toLowerCase());
    if (approvers.size >= 2) return found;
    return [...found, fail('approval', `${where} needs two different people to approve it, neither of them ${one.person}.`)];
  });
}
