import type { Decision } from '../core/decision.ts';
import type { Change } from '../core/explanation.ts';
import type { RequestFacts } from '../core/facts.ts';
import { GROUP_IDS } from '../core/identity.ts';
import { formatLondon } from '../core/london-time.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { hostFactsReader } from './host-facts.ts';
import type { CompiledOverride } from './policy/compiled-policy.ts';
import { hostFilter } from './policy/host-filter.ts';
import { siteIndex } from './policy/site-index.ts';
import { nextBoundary, type PolicySnapshot } from './snapshot.ts';

type Decide = (facts: RequestFacts, snapshot: PolicySnapshot) => Decision;

/** A timetable repeats within a week or a term; further on an answer to "when would it open?" helps nobody. */
const MAX_BOUNDARIES = 200;
const LOOK_AHEAD_MS = 14 * 86_400_000;

function inOtherGroups(facts: RequestFacts, decide: (facts: RequestFacts) => Decision): (readonly [string, Decision])[] {
  const others = GROUP_IDS.filter((group) => group !== facts.identity.group);
  return others.map((group) => [`the group ${group}`, decide({ ...facts, identity: { ...facts.identity, group } })] as const);
}

/** The first boundary at which the action is another one. */
function atAnotherTime(facts: RequestFacts, snapshot: PolicySnapshot, action: Decision['action'], decide: Decide) {
  let at: EpochMs | null = facts.at;
  for (let i = 0; i < MAX_BOUNDARIES; i++) {
    at = nextBoundary(snapshot, at);
    if (at === null || at > facts.at + LOOK_AHEAD_MS) return [];
    const later = decide({ ...facts, at }, snapshot);
    if (later.action !== action) return [[`a time from ${formatLondon(at)} on`, later] as const];
  }
  return [];
}

/** A snapshot in which IT has opened the names asked for. */
function withOverride(facts: RequestFacts, snapshot: PolicySnapshot): PolicySnapshot {
  const grant: CompiledOverride = {
    id: 'hypothetical',
    kind: 'override',
    audience: { groups: null, schools: null, people: null },
    reason: 'hypothetical',
    grantedBy: 'IT',
    from: facts.at,
    until: epochMs(facts.at + 1),
  };
  const hosts = facts.serverName === undefined ? [facts.target.hostname] : [facts.target.hostname, facts.serverName];
  const hostFacts = hostFactsReader(snapshot.lists, [hostFilter(new Set(hosts))], snapshot.document, 0);
  return { ...snapshot, overrides: siteIndex([[hosts, grant]]), hostFacts };
}

/** A snapshot without the policy's own entry that decided, with what was left out in words. */
function withoutDecidingEntry(snapshot: PolicySnapshot, { rule, evidence }: Decision): (readonly [string, PolicySnapshot])[] {
  const { ref, entry } = evidence;
  if (ref === undefined) return [];
  switch (rule) {
    case 'urgent-block':
    case 'group-allow':
    case 'group-block': {
      const lists = snapshot.document.lists.without((one) => one.value.id === ref && one.entry === entry);
      return [[`${entry} removed from the list "${ref}"`, { ...snapshot, document: { ...snapshot.document, lists } }]];
    }
    case 'override':
      return [[`the grant "${ref}" ended`, { ...snapshot, overrides: snapshot.overrides.without((one) => one.value.id === ref) }]];
    default:
      return [];
  }
}

/** What would change the action: each found by deciding it. Nothing is offered where it would not help. */
export function changesFor(facts: RequestFacts, snapshot: PolicySnapshot, decision: Decision, decide: Decide): Change[] {
  const tried: (readonly [string, Decision])[] = [
    ...inOtherGroups(facts, (other) => decide(other, snapshot)),
    ...atAnotherTime(facts, snapshot, decision.action, decide),
    ...withoutDecidingEntry(snapshot, decision).map(([change, other]) => [change, decide(facts, other)] as const),
  ];
  if (decision.action !== 'allow') tried.push(['an override for this host', decide(facts, withOverride(facts, snapshot))]);
  return tried.filter(([, other]) => other.action !== decision.action).map(([change, { action, rule }]) => ({ change, action, rule }));
}
