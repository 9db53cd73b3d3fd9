import { EXAM_CLOSED } from '../../core/default-policy.ts';
import { normaliseUserName } from '../../core/identity.ts';
import type { Audience, PolicyDocument, SiteList } from '../../core/policy.ts';
import type { EpochMs } from '../../core/units.ts';
import { compileAccounts } from '../accounts.ts';
import { maskOf } from '../category-mask.ts';
import { compileEngines } from '../search-terms/engines.ts';
import { compileTerms } from '../search-terms/search-terms.ts';
import { compileGroups } from './compile-groups.ts';
import { BEGINNING, END, spanOf } from './compile-spans.ts';
import type { CompiledAudience, CompiledDocument, CompiledList, CompiledResearch } from './compiled-policy.ts';
import { compileSchedules } from './schedule.ts';
import { type SiteIndex, siteIndex, siteIndexSteps } from './site-index.ts';
import { type SitePiece, sitePiece } from './site-table.ts';
import { atOnce, type Steps } from './steps.ts';

function compileAudience(audience: Audience | undefined): CompiledAudience {
  return {
    groups: audience?.groups === undefined ? null : new Set(audience.groups),
    schools: audience?.schools === undefined ? null : new Set(audience.schools),
    people: audience?.people === undefined ? null : new Set(audience.people.map(normaliseUserName)),
  };
}

function groupedByPerson<W extends { readonly person: string }, C>(
  written: readonly W[],
  compile: (one: W) => C,
): ReadonlyMap<string, readonly C[]> {
  return new Map([...Map.groupBy(written, (one) => normaliseUserName(one.person))].map(([key, all]) => [key, all.map(compile)]));
}

const noSites = siteIndex<true>([]);

function compileExams(document: PolicyDocument) {
  return (document.exams ?? []).map((exam) => ({
    id: exam.id,
    ...spanOf(exam),
    audience: compileAudience(exam.audience),
    computers: null,
    networks: null,
    closed: maskOf(exam.closed ?? EXAM_CLOSED),
    allowListOnly: exam.allowListOnly ?? false,
    sites: exam.sites === undefined ? noSites : siteIndex<true>([[exam.sites, true]]),
  }));
}

function compileArrangements(document: PolicyDocument) {
  return groupedByPerson(document.arrangements ?? [], (one) => ({
    id: one.id,
    ...spanOf(one),
    categories: maskOf(one.categories ?? []),
    sites: one.sites === undefined ? noSites : siteIndex<true>([[one.sites, true]]),
  }));
}

function compileResearch(document: PolicyDocument): SiteIndex<CompiledResearch> {
  return siteIndex(
    (document.research ?? []).map((one) => {
      const { id, person, categories, hosts } = one;
      return [hosts, { id, person: normaliseUserName(person), categories: new Set(categories), ...spanOf(one) }] as const;
    }),
  );
}

/** What may be taken over instead of being compiled again. */
export interface AtHand {
  /** The sites of a list, compiled. */
  readonly sitesOf: (list: SiteList) => readonly SitePiece[];
  /** The document before, compiled. */
  readonly before?: CompiledDocument | undefined;
}

const NOTHING: AtHand = { sitesOf: ({ sites }) => [sitePiece(sites)] };

function compileLists(document: PolicyDocument, { sitesOf, before }: AtHand): Steps<SiteIndex<CompiledList>> {
  const named = (document.lists ?? []).map((list) => {
    const { id, action, reason, audience, locked, urgent } = list;
    const blocks = action === 'block';
    const compiled = { id, action, reason, locked: blocks && locked === true, urgent: blocks && urgent === true };
    return [sitesOf(list), { ...compiled, audience: compileAudience(audience) }] as const;
  });
  return siteIndexSteps(named, before?.lists);
}

function instantsOf(document: PolicyDocument): EpochMs[] {
  const { suspensions = [], exams = [], arrangements = [], research = [] } = document;
  return [...suspensions, ...exams, ...arrangements, ...research].flatMap((one) => {
    const { from, until } = spanOf(one);
    return [from, until].filter((instant) => instant !== BEGINNING && instant !== END);
  });
}

const memo = new WeakMap<PolicyDocument, CompiledDocument>();

/** Compiles a checked document. The same document object is compiled once: lists and grants change far more often than it does. */
export function compileDocument(document: PolicyDocument): CompiledDocument {
  return memo.get(document) ?? atOnce(compileSteps(document));
}

/** The same in steps. Afterwards `compileDocument` of this object costs nothing. */
export function* compileSteps(document: PolicyDocument, atHand: AtHand = NOTHING): Steps<CompiledDocument> {
  const schedules = compileSchedules(document);
  const lists = yield* compileLists(document, atHand);
  yield;
  const exams = compileExams(document);
  const arrangements = compileArrangements(document);
  const research = compileResearch(document);
  const indexes = [lists, research, ...exams.map((exam) => exam.sites), ...[...arrangements.values()].flat().map(({ sites }) => sites)];
  const compiled: CompiledDocument = {
    groups: compileGroups(document, schedules),
    schedules,
    lists,
    suspensions: groupedByPerson(document.suspensions ?? [], (one) => ({ id: one.id, ...spanOf(one) })),
    exams,
    arrangements,
    research,
    aiTools: [],
    wifiClosures: new Map(),
    withdrawals: new Map(),
    namesPaths: indexes.some((index) => index.hasPaths),
    terms: compileTerms(document.searchTerms ?? []),
    engines: compileEngines(document.searchEngines ?? []),
    accounts: compileAccounts(document.accounts),
    instants: instantsOf(document),
  };
  memo.set(document, compiled);
  return compiled;
}
