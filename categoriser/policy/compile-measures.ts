import { EXAM_CLOSED } from '../../core/default-policy.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { formatLondon } from '../../core/london-time.ts';
import { type AiTool, type Arrangement, type ExamAudience, type ExamWindow, groupsFrom, type Measure } from '../../core/measure.ts';
import { normaliseClassId } from '../../core/school-class.ts';
import { epochMs } from '../../core/units.ts';
import { maskOf } from '../category-mask.ts';
import type { ClassMembers } from './compile-overrides.ts';
import type {
  CompiledAiTool,
  CompiledArrangement,
  CompiledAudience,
  CompiledDocument,
  CompiledExam,
  CompiledList,
  Span,
} from './compiled-policy.ts';
import { SiteIndex, siteIndex } from './site-index.ts';

/** Thousands may be compiled with every change of any of them. */
const USUALLY_CLOSED = maskOf(EXAM_CLOSED);
const NO_SITES = new SiteIndex<true>();

type Of<K extends Measure['kind']> = Extract<Measure, { readonly kind: K }>;

/** The document with what people switched during the day: each in the place that the document's own entries of that kind have. */
export function withMeasures(document: CompiledDocument, measures: readonly Measure[], classes: ClassMembers): CompiledDocument {
  if (measures.length === 0) return document;
  const of = <K extends Measure['kind']>(kind: K) => measures.filter((one): one is Of<K> => one.kind === kind);
  const exams = of('exam').map((one) => compileExam(one, classes));
  const arrangements = of('arrangement');
  const tools = of('ai-tool');
  const kept = arrangements.map((one) => [one.person, compileArrangement(one)] as const);
  const opened = siteIndex(tools.map((tool) => [tool.hosts, compileAiList(tool)] as const));
  const indexes = [...exams.map(({ sites }) => sites), ...kept.map(([, { sites }]) => sites)];
  return {
    ...document,
    suspensions: added(
      document.suspensions,
      of('suspension').map((one) => [one.person, { id: one.id, ...spanOf(one) }]),
    ),
    exams: [...document.exams, ...exams],
    arrangements: added(document.arrangements, kept),
    lists: document.lists.joined(opened),
    aiTools: [...document.aiTools, ...tools.map(compileAiTool)],
    wifiClosures: new Map(of('pupil-wifi').map((one) => [one.school, { id: one.id, reason: one.reason, ...spanOf(one) }])),
    withdrawals: added(
      document.withdrawals,
      of('personal-use').map((one) => [one.person, spanOf(one)]),
    ),
    namesPaths: document.namesPaths || indexes.some((index) => index.hasPaths),
  };
}

function spanOf({ from, until }: Measure): Span {
  return { from: epochMs(from), until: epochMs(until) };
}

/** By person, without changing what is shared with the document's own compilation. */
function added<T>(before: ReadonlyMap<string, readonly T[]>, more: readonly (readonly [person: string, value: T])[]) {
  if (more.length === 0) return before;
  const all = new Map(before);
  for (const [person, values] of Map.groupBy(more, ([name]) => normaliseUserName(name))) {
    all.set(person, [...(all.get(person) ?? []), ...values.map(([, value]) => value)]);
  }
  return all;
}

/** A class that is gone has nobody in it. */
function audienceOf({ groups, schools, people, classes }: ExamAudience, members: ClassMembers): CompiledAudience {
  const inClasses = classes?.flatMap((id) => [...(members.get(normaliseClassId(id)) ?? [])]);
  const named = inClasses ?? people;
  return {
    groups: groups === undefined ? null : new Set(groups),
    schools: schools === undefined ? null : new Set(schools),
    people: named === undefined ? null : new Set(named.map(normaliseUserName)),
  };
}

export function compileExam(exam: ExamWindow, classes: ClassMembers): CompiledExam {
  const { id, audience, closed, allowListOnly, sites } = exam;
  return {
    id,
    ...spanOf(exam),
    audience: audienceOf(audience, classes),
    computers: audience.computers?.map((prefix) => prefix.toLowerCase()) ?? null,
    networks: audience.networks === undefined ? null : new Set(audience.networks),
    closed: closed === undefined ? USUALLY_CLOSED : maskOf(closed),
    allowListOnly: allowListOnly ?? false,
    sites: sites === undefined ? NO_SITES : siteIndex<true>([[sites, true]]),
  };
}

function compileArrangement(one: Arrangement): CompiledArrangement {
  return { id: one.id, ...spanOf(one), categories: maskOf(one.categories), sites: siteIndex<true>([[one.sites, true]]) };
}

function compileAiTool(tool: AiTool): CompiledAiTool {
  return { name: tool.name, groups: new Set(groupsFrom(tool.minimum)), ...spanOf(tool) };
}

/** An allow list of the tool's own, for those old enough: below exams, above the category. */
function compileAiList(tool: AiTool): CompiledList {
  const { id, name, licensed, minimum, approver, until } = tool;
  const held = licensed ? 'licensed' : 'approved for use';
  const reason = `${name} is in the register of AI tools: ${held}, from ${minimum} up, approved by ${approver} until ${formatLondon(epochMs(until))}.`;
  const audience = { groups: new Set(groupsFrom(minimum)), schools: null, people: null };
  return { id, action: 'allow', reason, audience, locked: false, urgent: false, span: spanOf(tool), hasReminder: tool.reminder === true };
}
