import type { Circumvention } from '../categoriser/circumvention.ts';
import { keepsQuery, type PolicySnapshot } from '../categoriser/snapshot.ts';
import type { IpAddress } from '../core/address.ts';
import type { Decision, RuleId } from '../core/decision.ts';
import type { DecisionId } from '../core/decision-id.ts';
import type { RequestFacts } from '../core/facts.ts';
import type { Hostname } from '../core/hostname.ts';
import type { Identity } from '../core/identity.ts';
import type { Target } from '../core/target.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import { UpstreamError, upstreamFailure } from '../outbound/failure.ts';
import { NOWHERE } from '../outbound/open-set.ts';
import type { Attempt } from './attempt.ts';
import type { Refusals } from './block/respond.ts';
import type { CircumventionSigns } from './circumvention.ts';
import type { ProxyCounters } from './counters.ts';
import { hasPassedHere } from './forward/headers.ts';
import { CHALLENGE_WORDS, type IdentityOutcome, type IdentityResolver } from './identity/resolver.ts';
import { intentOf } from './intent.ts';
import type { RecordKeeper } from './record.ts';
import type { Reply } from './reply.ts';
import type { RequestHead } from './request-head.ts';
import type { TargetProblem } from './request-target.ts';

/** Something a client asks for, with its target parsed. */
export interface Arrival {
  readonly kind: RequestFacts['kind'];
  readonly request: RequestHead;
  readonly target: Target;
  readonly clientIp: IpAddress;
  readonly reply: Reply;
  /** Who asks, where that is known already: an upgrade inside a CONNECT asks for whoever opened the CONNECT. */
  readonly identity: Identity | null;
  /** It was read inside a tunnel that is inspected. */
  readonly isInspected: boolean;
  /** Called as soon as there is an attempt; from then on the arrival sees to it that its end is recorded. */
  began(attempt: Attempt): void;
  /** Called when the decision refuses. True where a tunnel is opened to show why; its requests are then what is recorded. */
  showsInside(attempt: Attempt): boolean;
  /** Called when the decision allows, and its record is written where that comes first. */
  forward(attempt: Attempt): void;
}

export interface PipelineOptions {
  readonly clock: Clock;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly snapshot: () => PolicySnapshot | null;
  readonly identity: IdentityResolver;
  readonly decide: (facts: RequestFacts, snapshot: PolicySnapshot | null) => Decision;
  readonly nextId: (at: EpochMs) => DecisionId;
  readonly records: RecordKeeper;
  readonly counters: ProxyCounters;
  readonly signs: CircumventionSigns;
  readonly connectPorts: ReadonlySet<number>;
  readonly allowWhenUnrecorded: boolean;
  /** Our pseudonym in Via: the same in every worker of an installation, another in the next one. */
  readonly viaName: string;
  readonly refusals: Refusals;
  /** The names lately seen to live at a host that is an address. */
  readonly residentsOf: (host: Hostname) => readonly Hostname[] | undefined;
  /** Told of each refusal by policy. */
  readonly onRefused: (decision: Decision) => void;
}

const NOBODY: Identity = { username: null, computer: null, school: null, group: 'unidentified', attribution: 'none' };

/**
 * The path of every request, in the order that is its security:
 *
 * 1. loop      a request that has been here is answered before it costs or records anything twice;
 * 2. identity  before the decision, which depends on it; once, and carried on;
 * 3. facts     all of them, gathered before deciding and never looked up again;
 * 4. decision  pure; blocks before anything about the target is resolved or dialled;
 * 5. record    before the answer, wherever the answer is a block, a coach page or carries a signal;
 * 6. forward or refuse. The address gate stands behind the decision because it needs the look-up that only an
 *    allowed request may cause; its refusal is recorded like any other block.
 */
export class Pipeline {
  readonly #options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  run(arrival: Arrival): void {
    const { request, clientIp } = arrival;
    const { viaName, clock, identity } = this.#options;
    if (arrival.identity !== null) {
      this.#identified(arrival, { kind: 'identified', identity: arrival.identity });
      return;
    }
    if (hasPassedHere(request.headers.via, viaName)) {
      this.#refuseUndecided(arrival, 508, 'protocol', 'The request goes round in a loop.');
      return;
    }
    const proxyAuthorization = request.headers['proxy-authorization'];
    const outcome = identity.resolve({ clientIp, proxyAuthorization, now: clock() });
    if (!(outcome instanceof Promise)) {
      this.#identified(arrival, outcome);
      return;
    }
    outcome.then(
      (settled) => this.#identified(arrival, settled),
      () => this.#refuseUndecided(arrival, 503, 'identity', 'Who is asking could not be checked just now.'),
    );
  }

  #identified(arrival: Arrival, outcome: IdentityOutcome): void {
    const { counters, records, decide, snapshot, nowMs, signs } = this.#options;
    if (!arrival.reply.wanted) return;
    if (outcome.kind === 'challenge') {
      counters.authChallenges.value++;
      this.#refuseUndecided(arrival, 407, 'identity', CHALLENGE_WORDS[outcome.reason]);
      return;
    }
    const facts = this.#facts(arrival, outcome.identity);
    const beforeMs = nowMs();
    const decided = this.#withProtocolRule(facts, decide(facts, snapshot()), arrival.isInspected);
    const decision = facts.kind === 'request' && !arrival.isInspected ? signs.bareAddress(facts, decided) : decided;
    counters.decisionSeconds.observe((nowMs() - beforeMs) / 1_000);
    const attempt = this.#attempt(facts, decision);
    arrival.began(attempt);
    const isRefused = attempt.decision.action !== 'allow';
    if (isRefused && arrival.showsInside(attempt)) return;
    if (isRefused) attempt.status = 403;
    records.decided(attempt, () => this.#act(arrival, attempt));
  }

  #act(arrival: Arrival, attempt: Attempt): void {
    const { records, allowWhenUnrecorded } = this.#options;
    if (!arrival.reply.wanted) return;
    if (attempt.decision.action !== 'allow') {
      this.#sendRefusal(arrival, attempt);
      this.#options.onRefused(attempt.decision);
      return;
    }
    if (!allowWhenUnrecorded && !records.canRecordRoutine()) {
      this.fail(arrival, attempt, new UpstreamError('UNRECORDED', 'no room'));
      return;
    }
    arrival.forward(attempt);
  }

  /** Answers an allowed attempt whose way upstream failed. Nothing was sent to the client yet. */
  fail(arrival: Arrival, attempt: Attempt, error: unknown): void {
    const { records, counters, refusals } = this.#options;
    const failure = upstreamFailure(error);
    counters.upstreamFailures(failure.label).value++;
    attempt.status = failure.status;
    if (failure.label === 'gate') {
      const decision: Decision = { ...attempt.decision, action: 'block', rule: 'address-gate', reason: failure.reason };
      records.decidedAgain(attempt, decision, () => this.#sendRefusal(arrival, attempt));
      return;
    }
    attempt.endReason = failure.reason;
    if (arrival.reply.wanted)
      arrival.reply.send(refusals.renderFailure({ ...failure, decisionId: attempt.id, ...preferences(arrival.request) }));
  }

  /** Refuses a request that is not HTTP as this proxy speaks it; it is recorded, but there is nothing a policy could say of it. */
  refuseMalformed(arrival: Arrival, { status, reason, sign }: TargetProblem): void {
    this.#refuseUndecided(arrival, status, 'protocol', reason, sign);
  }

  #sendRefusal(arrival: Arrival, attempt: Attempt): void {
    const { refusals } = this.#options;
    const { facts, decision } = attempt;
    if (!arrival.reply.wanted) return;
    const { accept, fetchDest } = preferences(arrival.request);
    arrival.reply.send(refusals.renderRefusal({ decision, decisionId: attempt.id, identity: facts.identity, facts, accept, fetchDest }));
  }

  #refuseUndecided(arrival: Arrival, status: number, rule: RuleId, reason: string, sign?: Circumvention): void {
    const { records, refusals, signs } = this.#options;
    const facts = this.#facts(arrival, arrival.identity ?? NOBODY);
    const decision = this.#refusal(rule, reason);
    const attempt = this.#attempt(facts, sign === undefined ? decision : signs.seen(sign, facts, decision));
    attempt.status = status;
    arrival.began(attempt);
    records.decided(attempt, () => {
      if (!arrival.reply.wanted) return;
      const proxyAuthenticate = status === 407;
      const shown = { status, reason, label: rule, decisionId: attempt.id, proxyAuthenticate };
      arrival.reply.send(refusals.renderFailure({ ...shown, ...preferences(arrival.request) }));
    });
  }

  #facts(arrival: Arrival, identity: Identity): RequestFacts {
    const { kind, request, target, clientIp } = arrival;
    const intent = kind === 'connect' ? 'unknown' : intentOf(request.headers);
    // What a tunnel to 443 is for, its ClientHello will say better than its address can.
    const residents = kind === 'connect' && target.port === 443 ? undefined : this.#options.residentsOf(target.hostname);
    return { kind, method: request.method ?? '', target, residents, identity, clientIp, at: this.#options.clock(), intent };
  }

  #attempt(facts: RequestFacts, decision: Decision): Attempt {
    const { nextId, nowMs, snapshot } = this.#options;
    const current = snapshot();
    return {
      id: nextId(facts.at),
      facts,
      decision,
      keepQuery: current !== null && keepsQuery(current, facts.identity.group),
      startedAtMs: nowMs(),
      status: null,
      contentType: null,
      bytesUp: 0,
      bytesDown: 0,
      endReason: null,
      recorded: 'open',
      upgraded: false,
      place: NOWHERE,
    };
  }

  /** After the policy, so that a blocked or signalled host is recorded as what it is, whatever the port or scheme. */
  #withProtocolRule(facts: RequestFacts, decision: Decision, isInspected: boolean): Decision {
    if (decision.action !== 'allow' || isInspected) return decision;
    const { port, scheme } = facts.target;
    let reason: string;
    if (facts.kind === 'request') {
      if (scheme === 'http') return decision;
      reason = `Addresses that begin with ${scheme}: come through a tunnel (CONNECT), not as plain requests.`;
    } else {
      if (this.#options.connectPorts.has(port)) return decision;
      reason = `Tunnels to port ${port} are not open here.`;
    }
    return { ...decision, action: 'block', rule: 'protocol', reason };
  }

  #refusal(rule: RuleId, reason: string): Decision {
    const snapshot = this.#options.snapshot();
    return {
      action: 'block',
      rule,
      reason,
      categories: [],
      category: null,
      signal: 'none',
      theme: null,
      evidence: {},
      recordPath: true,
      policyVersion: snapshot?.policyVersion ?? '',
      listVersion: snapshot?.listVersion ?? '',
    };
  }
}

function preferences(request: RequestHead): { accept: string | undefined; fetchDest: string | undefined } {
  const fetchDest = request.headers['sec-fetch-dest'];
  return { accept: request.headers.accept, fetchDest: typeof fetchDest === 'string' ? fetchDest : undefined };
}
