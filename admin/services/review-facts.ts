import { themeTitle } from '../../alerts/words/themes.ts';
import { CATEGORY_IDS, categoryInfo } from '../../core/category.ts';
import { defaultAction, defaultSwitches } from '../../core/default-policy.ts';
import type { ReviewFact, ReviewSectionId } from '../../core/filtering-review.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import { type AiTool, groupsFrom, isPupilWifi } from '../../core/measure.ts';
import type { ActionSpec, PolicyDocument, SettableCategory } from '../../core/policy.ts';
import { newestTrials, type SelfTest } from '../../core/self-test.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import type { RecordShares } from '../../storage/record-shares.ts';
import { dayOf } from './calendar-day.ts';
import type { ReviewMaterial } from './review-material.ts';

/** Fewer than this, and a number may point at a person (the rule of the DfE's statistics). */
const SMALL = 5;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const fact = (label: string, value: string): ReviewFact => ({ label, value });

/** What the product knows of each part of a review, in words: numbers and settings, nobody's name (rows D04, D07, D08, D10, D11). */
export function reviewFacts(material: ReviewMaterial): Record<ReviewSectionId, ReviewFact[]> {
  return {
    pupils: pupilFacts(material),
    access: accessFacts(material.document),
    teaching: teachingFacts(material.requests, material.shares),
    devices: deviceFacts(material),
    'generative-ai': aiFacts(material.aiTools, material.document),
    limits: limitFacts(material),
    checks: checkFacts(material.selfTests),
    incidents: incidentFacts(material),
    policies: policyFacts(material),
  };
}

export function groupWords(group: GroupId): string {
  return group === 'unidentified' ? 'Not identified' : group.charAt(0).toUpperCase() + group.slice(1).replace('-', ' ');
}

function pupilFacts({ peopleByGroup }: ReviewMaterial): ReviewFact[] {
  return [
    ...GROUP_IDS.flatMap((group) => {
      const people = peopleByGroup.get(group) ?? 0;
      return people === 0 ? [] : [fact(groupWords(group), `${people} people`)];
    }),
    fact('Not known here', 'Special educational needs, English as an additional language, and who is at greater risk: add them below.'),
  ];
}

export function actionFor(document: PolicyDocument, group: GroupId, category: (typeof CATEGORY_IDS)[number]): string {
  const own = document.groups?.[group];
  const spec: ActionSpec | undefined = category === 'uncategorised' ? own?.uncategorised : own?.categories?.[category as SettableCategory];
  const action = spec ?? defaultAction(group, category);
  return typeof action === 'string' ? action : `${action.action} during ${action.during}, otherwise ${action.otherwise}`;
}

function accessFacts(document: PolicyDocument): ReviewFact[] {
  return GROUP_IDS.map((group) => {
    const { safeSearch, youtube, walledGarden } = { ...defaultSwitches(group), ...document.groups?.[group] };
    const blocked = CATEGORY_IDS.filter((id) => actionFor(document, group, id).startsWith('block'));
    const other = CATEGORY_IDS.filter((id) => actionFor(document, group, id).startsWith('coach'));
    const parts = [
      `${blocked.length} of ${CATEGORY_IDS.length} categories blocked: ${titles(blocked)}.`,
      other.length === 0 ? '' : ` Warned of first: ${titles(other)}.`,
      ` Safe search ${safeSearch}, YouTube ${youtube}.`,
      walledGarden === true ? ' Allow list only.' : '',
    ];
    return fact(groupWords(group), parts.join(''));
  });
}

function titles(ids: readonly (typeof CATEGORY_IDS)[number][]): string {
  return ids.length === 0 ? 'none' : ids.map((id) => categoryInfo(id).title).join(', ');
}

function teachingFacts(requests: readonly SiteRequest[], shares: RecordShares): ReviewFact[] {
  const unblock = requests.filter(({ kind, decidedAt }) => kind === 'unblock' && decidedAt !== null);
  const approved = unblock.filter(({ status }) => status === 'approved').length;
  const block = requests.filter(({ kind }) => kind === 'block');
  return [
    fact('Requests to open a site', String(requests.filter(({ kind }) => kind === 'unblock').length)),
    fact('Decided', String(unblock.length)),
    fact('Of these approved: was blocked without need', share(approved, unblock.length)),
    fact('Half of them decided within', medianWait(unblock)),
    fact('Refused or warned of, of all that was asked for in the last 7 days', share(shares.refused, shares.decisions)),
    fact('Requests to close a site', String(block.length)),
    fact('Half of these answered within', medianWait(block)),
  ];
}

/** From being asked until the answer, which is in force when it is given (rows D11, R61). */
function medianWait(requests: readonly SiteRequest[]): string {
  const waits = requests.flatMap(({ createdAt, decidedAt }) => (decidedAt === null ? [] : [decidedAt - createdAt])).sort((a, b) => a - b);
  const median = waits[Math.floor((waits.length - 1) / 2)];
  if (median === undefined) return 'nothing to reckon from';
  if (median < MINUTE_MS) return 'a minute';
  return median < HOUR_MS
    ? counted(Math.ceil(median / MINUTE_MS), 'minute', 'minutes')
    : counted(Math.ceil(median / HOUR_MS), 'hour', 'hours');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function share(part: number, all: number): string {
  return all === 0 ? 'nothing to reckon from' : `${Math.round((part / all) * 100)} % (${part} of ${all})`;
}

function deviceFacts({ networks, wifiClosed }: ReviewMaterial): ReviewFact[] {
  if (networks.length === 0) return [fact('Networks', 'None is named in the configuration.')];
  return networks.map(({ name, cidr, group }) => {
    const own = isPupilWifi(name) ? ` People’s own devices${wifiClosed ? ', switched off at the moment' : ''}.` : '';
    return fact(name, `${cidr}, ${group === undefined ? 'whoever is not known counts as not identified' : groupWords(group)}.${own}`);
  });
}

function aiFacts(tools: readonly AiTool[], document: PolicyDocument): ReviewFact[] {
  const others = GROUP_IDS.map((group) => `${groupWords(group)}: ${actionFor(document, group, 'ai-tools')}`).join('; ');
  return [
    ...tools.map(({ name, minimum, licensed, approver, dpia, until }) => {
      const kind = licensed ? 'Licensed partner' : 'Approved for use';
      const whom = groupsFrom(minimum).map(groupWords).join(', ');
      return fact(name, `${kind} for ${whom}; approved by ${approver}; assessment ${dpia}; until ${dayOf(until)}.`);
    }),
    fact('Every other AI tool', others),
    fact('To compare with', 'The DfE’s “Generative AI: product safety standards”, for each tool above and for AI within other apps.'),
  ];
}

function limitFacts({ shares, inspection, isInspected, document, lacking }: ReviewMaterial): ReviewFact[] {
  const { decisions, byNameOnly, byNobodyKnown, complete } = shares;
  return [
    fact('Looked at', `${decisions} requests and connections of the last 7 days${complete ? '' : ', as many as there was time for'}`),
    fact('Only the site’s name was seen, not the page', share(byNameOnly, decisions)),
    fact('Nobody is known to have made them', share(byNobodyKnown, decisions)),
    fact('Inspection of encrypted traffic', inspection),
    fact('Personal accounts at Google and Microsoft', accountWords(document, isInspected)),
    fact('Lists that are missing or out of date', lacking.length === 0 ? 'none' : lacking.join(', ')),
    fact('Not filtered here', 'Mobile data, and devices away from school that do not use this proxy.'),
  ];
}

/** Which rule is in force (row R20). */
function accountWords(document: PolicyDocument, isInspected: boolean): string {
  const { accounts } = document;
  const closed = GROUP_IDS.filter((group) => /^(?:block|coach)/.test(actionFor(document, group, 'personal-cloud')));
  const whole = `Personal cloud storage as a whole, by its sites, is blocked or warned of for: ${closed.map(groupWords).join(', ') || 'nobody'}.`;
  if (accounts === undefined) return `Not told apart from the school’s. ${whole}`;
  const named = [accounts.google === undefined ? '' : 'Google', accounts.microsoft === undefined ? '' : 'Microsoft'].filter((one) => one);
  const whom = (accounts.groups ?? GROUP_IDS).map(groupWords).join(', ');
  if (!isInspected) return `The policy turns them away (${named.join(', ')}), without effect: nothing is inspected. ${whole}`;
  return `Turned away by ${named.join(' and ')} where traffic is inspected, for ${whom}. ${whole}`;
}

function checkFacts(tests: readonly SelfTest[]): ReviewFact[] {
  const byHand = fact('From a device, with a tester like SWGfL’s', outsideWords(tests.filter(({ outside }) => outside !== undefined)));
  if (tests.length === 0) return [fact('Trials of the filter', 'None is recorded yet: use “Try it”, or wait for the daily one.'), byHand];
  return [
    fact('Trials recorded', `${tests.length}, of which ${tests.filter(({ ok }) => ok).length} as the policy says`),
    byHand,
    ...newestTrials(tests).map(({ school, group, network, outside, at, ok, wrong, problem, tried }) => {
      const outcome = problem ?? (ok ? `all ${tried} categories as the policy says` : `${wrong.length} of ${tried} not as the policy says`);
      return fact([groupWords(group), school, network, outside?.device].filter((part) => part).join(', '), `${dayOf(at)}: ${outcome}`);
    }),
  ];
}

function outsideWords([newest, ...others]: readonly SelfTest[]): string {
  if (newest === undefined) return 'None is recorded: do one on a pupil’s device, and write it down under “Checks of the filter”.';
  return `${counted(others.length + 1, 'is', 'are')} recorded, the last on ${dayOf(newest.at)}.`;
}

function incidentFacts({ incidentsByTheme }: ReviewMaterial): ReviewFact[] {
  const rows = [...incidentsByTheme].sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return [fact('Incidents', 'None that is still kept.')];
  return rows.map(([theme, count]) => fact(themeTitle(theme), count < SMALL ? `fewer than ${SMALL}` : String(count)));
}

function policyFacts({ policy, saves, listsToReview, since }: ReviewMaterial): ReviewFact[] {
  return [
    fact('Policy in force', policy === null ? 'the shipped one' : `${policy.version}, by ${policy.author}: ${policy.reason}`),
    fact(since === null ? 'Versions saved so far' : `Versions saved since ${dayOf(since)}`, String(saves)),
    fact('Lists whose date of review has passed', listsToReview.length === 0 ? 'none' : listsToReview.join(', ')),
  ];
}
