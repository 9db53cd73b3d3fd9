import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { RULES } from '../../../categoriser/rules/order.ts';
import type { CategoryId } from '../../../core/category.ts';
import { RULE_IDS, type RuleId } from '../../../core/decision.ts';
import { STANDING } from '../../../core/measure.ts';
import type { PolicyDocument, SiteList } from '../../../core/policy.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { grant, requestFacts, type Setting, snapshotOf } from '../../support/policy-facts.ts';

const HOST = 'www.google.com';
const URL_OF_SEARCH = `http://${HOST}/search?q=online+casino`;

function list(id: string, action: 'allow' | 'block', more: Partial<SiteList> = {}): SiteList {
  return { id, action, sites: [HOST], reason: 'as agreed', owner: 'it', reviewBy: '2026-07-31', ...more };
}

const SPAN = { from: '2026-03-11T09:00', until: '2026-03-11T12:00' };

/** What makes each rule answer for the search above, by a pupil. */
const CAUSES: Record<
  string,
  { readonly categories?: readonly CategoryId[]; readonly document?: PolicyDocument; readonly granted?: true; readonly wifiOff?: true }
> = {
  sealed: { categories: ['unlawful-terrorist-content'] },
  support: { categories: ['support'] },
  locked: { categories: ['terrorism'] },
  'urgent-block': { document: { lists: [list('urgent', 'block', { urgent: true })] } },
  suspension: { document: { suspensions: [{ id: 'off', person: 'Pupil', until: SPAN.until, reason: 'misuse', by: 'head' }] } },
  'pupil-wifi': { wifiOff: true },
  exam: { document: { exams: [{ id: 'maths', audience: {}, ...SPAN, allowListOnly: true, reason: 'GCSE' }] } },
  override: { granted: true },
  'group-allow': { document: { lists: [list('ours', 'allow')] } },
  'group-block': { document: { lists: [list('theirs', 'block')] } },
  'search-term': {},
  category: { categories: ['games'] },
  default: {},
};

const WIFI_OFF = { id: 'wifi', kind: 'pupil-wifi', school: 'north', from: 0, until: STANDING, reason: 'inspection', by: 'head' } as const;
/** A pupil on the school's Wi-Fi for pupils. */
const asked = (rules: readonly RuleId[]) => requestFacts(urlFor(rules), { network: { name: 'pupil-wifi', school: 'north' } });

const ORDER = Object.keys(CAUSES) as RuleId[];

/** A setting in which both rules have a reason to answer. */
function setting(...rules: readonly RuleId[]): Setting {
  const causes = rules.map((rule) => CAUSES[rule] ?? {});
  return {
    lists: fakeListIndex({ [HOST]: causes.flatMap((cause) => cause.categories ?? []) }),
    document: Object.assign({}, ...causes.map((cause) => cause.document), {
      lists: causes.flatMap((cause) => cause.document?.lists ?? []),
    }),
    overrides: causes.some((cause) => cause.granted) ? [grant([HOST])] : [],
    measures: causes.some((cause) => cause.wifiOff) ? [WIFI_OFF] : [],
  };
}

/** The search holds a listed term only where that rule is one of the two, so that it does not answer in between. */
function urlFor(rules: readonly RuleId[]): string {
  return rules.includes('search-term') ? URL_OF_SEARCH : `http://${HOST}/search?q=rivers`;
}

const PAIRS = ORDER.slice(0, -1).map((earlier, index) => [earlier, ORDER[index + 1] as RuleId] as const);

describe('the order of rules', () => {
  it('is the contract’s', () => {
    expect(ORDER).toEqual(RULES.map((rule) => rule.id));
    expect(['policy-unavailable', ...ORDER]).toEqual(RULE_IDS.slice(0, ORDER.length + 1));
  });

  it('starts with no policy at all: everything is blocked', () => {
    expect(decideRequest(requestFacts('http://help.example/'), null)).toMatchObject({ action: 'block', rule: 'policy-unavailable' });
  });

  it.each(PAIRS)('puts %s before %s', (earlier, later) => {
    const both = decideRequest(asked([earlier, later]), snapshotOf(setting(earlier, later)));
    const alone = decideRequest(asked([later]), snapshotOf(setting(later)));
    expect(alone.rule).toBe(later);
    expect(both.rule).toBe(earlier);
  });

  it('holds for every rule against all after it together', () => {
    for (const [index, earlier] of ORDER.entries()) {
      const rest = ORDER.slice(index);
      expect(decideRequest(asked(rest), snapshotOf(setting(...rest))).rule).toBe(earlier);
    }
  });
});
