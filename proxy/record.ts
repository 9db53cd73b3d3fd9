import type { AccessRecord, RecordEvent } from '../core/access-record.ts';
import type { Decision } from '../core/decision.ts';
import { formatTarget } from '../core/target.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import { OpenSet } from '../outbound/open-set.ts';
import type { Attempt } from './attempt.ts';
import type { ProxyCounters } from './counters.ts';

/** Where records go. Neither call ever throws; `written` is called once, when the record is as safe as it will be. */
export interface RecordSink {
  append(record: AccessRecord): void;
  appendDurable(record: AccessRecord, written: () => void): void;
  /** False when the disk takes no routine records. */
  canRecordRoutine(): boolean;
}

/** Contract: what is still running after this long is recorded as decided, and completed later. */
const WRITE_AFTER_MS = 2_000;
const MAX_URL_LENGTH = 2_048;
const MAX_CONTENT_TYPE_LENGTH = 200;

/**
 * Writes the records of every attempt at the moments the contract names:
 * blocked, coached or signalled ones before anything is answered; others when they end or after two seconds.
 */
export class RecordKeeper {
  readonly #sink: RecordSink;
  readonly #counters: ProxyCounters;
  readonly #clock: Clock;
  readonly #nowMs: () => number;
  readonly #open = new OpenSet<Attempt>();
  #counted = { action: '', rule: '', count: { value: 0 } };

  constructor(sink: RecordSink, counters: ProxyCounters, clock: Clock, nowMs: () => number) {
    this.#sink = sink;
    this.#counters = counters;
    this.#clock = clock;
    this.#nowMs = nowMs;
  }

  /** Calls `proceed` when the decision may take effect: at once for a routine one, after its record is durable for the others. */
  decided(attempt: Attempt, proceed: () => void): void {
    this.#count(attempt);
    if (mustBeDurable(attempt.decision)) this.#writeDurable(attempt, proceed);
    else {
      this.#open.add(attempt);
      proceed();
    }
  }

  /** A stricter decision on an attempt that was allowed at first. */
  decidedAgain(attempt: Attempt, decision: Decision, proceed: () => void): void {
    if (attempt.recorded === 'ended') {
      proceed();
      return;
    }
    attempt.decision = decision;
    if (attempt.recorded === 'open') {
      this.decided(attempt, proceed);
      return;
    }
    this.#count(attempt);
    // What was written says otherwise; the closing record corrects it, and must be as safe before the answer leaves.
    if (!mustBeDurable(decision)) {
      proceed();
      return;
    }
    this.#sink.appendDurable(this.#record(attempt, closingEvent(attempt), this.#clock()), proceed);
    attempt.recorded = 'ended';
  }

  /** A tunnel is open or an upgrade accepted: its first record is due, unless it is there already. */
  opened(attempt: Attempt): void {
    if (attempt.recorded === 'open') this.#write(attempt);
  }

  /** A second name of the same tunnel was decided (its ClientHello named another host than its CONNECT). */
  named(attempt: Attempt, proceed: () => void): void {
    attempt.recorded = 'open';
    this.decided(attempt, proceed);
    this.opened(attempt);
  }

  /** What came through it is recorded in its place. */
  superseded(attempt: Attempt): void {
    if (attempt.recorded === 'open') attempt.recorded = 'ended';
  }

  /** Nothing more will happen. Safe to call again. */
  ended(attempt: Attempt): void {
    this.#open.delete(attempt);
    const before = attempt.recorded;
    if (before === 'ended') return;
    attempt.recorded = 'ended';
    this.#counters.bytesUp.value += attempt.bytesUp;
    this.#counters.bytesDown.value += attempt.bytesDown;
    const tunnel = attempt.facts.kind === 'connect' || attempt.upgraded;
    if (before === 'open') this.#sink.append(this.#record(attempt, firstEvent(attempt), attempt.facts.at));
    if (before === 'open' && !tunnel) return;
    // A CONNECT that was refused never was a tunnel.
    if (attempt.facts.kind === 'connect' && attempt.status !== 200 && attempt.decision.action !== 'allow') return;
    this.#sink.append(this.#record(attempt, closingEvent(attempt), this.#clock()));
  }

  /** Writes what has been running for two seconds. Call a few times a second. */
  sweep(): void {
    const before = this.#nowMs() - WRITE_AFTER_MS;
    for (const attempt of this.#open.all()) if (attempt.startedAtMs <= before) this.#write(attempt);
  }

  canRecordRoutine(): boolean {
    return this.#sink.canRecordRoutine();
  }

  #count({ decision: { action, rule } }: Attempt): void {
    // Many of one kind follow each other.
    if (action !== this.#counted.action || rule !== this.#counted.rule)
      this.#counted = { action, rule, count: this.#counters.requests(action, rule) };
    this.#counted.count.value++;
  }

  #write(attempt: Attempt): void {
    this.#open.delete(attempt);
    attempt.recorded = 'written';
    this.#sink.append(this.#record(attempt, firstEvent(attempt), attempt.facts.at));
  }

  #writeDurable(attempt: Attempt, proceed: () => void): void {
    this.#open.delete(attempt);
    attempt.recorded = 'written';
    this.#sink.appendDurable(this.#record(attempt, firstEvent(attempt), attempt.facts.at), proceed);
  }

  #record(attempt: Attempt, event: RecordEvent, at: EpochMs): AccessRecord {
    return accessRecord(attempt, event, at, Math.round(this.#nowMs() - attempt.startedAtMs));
  }
}

function mustBeDurable(decision: Decision): boolean {
  return decision.action !== 'allow' || decision.signal !== 'none';
}

function firstEvent(attempt: Attempt): RecordEvent {
  return attempt.facts.kind === 'connect' ? 'tunnel-open' : 'request';
}

function closingEvent(attempt: Attempt): RecordEvent {
  return attempt.facts.kind === 'connect' || attempt.upgraded ? 'tunnel-close' : 'request-close';
}

/** One line of the product's memory. Pure. */
export function accessRecord(attempt: Attempt, event: RecordEvent, at: EpochMs, durationMs: number): AccessRecord {
  const { facts, decision } = attempt;
  const { identity, target } = facts;
  const sealed = decision.sealedRef;
  const searchTerm = sealed !== undefined && decision.searchTerm !== undefined ? sealed : decision.searchTerm;
  // Whole at once: an object that is put together of parts costs ten times as much.
  const record: { -readonly [Field in keyof AccessRecord]: AccessRecord[Field] } = {
    id: attempt.id,
    event,
    time: isoTime(at),
    username: identity.username,
    computer: identity.computer,
    clientIp: facts.clientIp,
    school: identity.school,
    group: identity.group,
    attribution: identity.attribution,
    method: facts.method,
    url: sealed ?? recordedUrl(attempt),
    host: sealed ?? facts.serverName ?? target.hostname,
    categories: [...decision.categories],
    action: decision.action,
    rule: decision.rule,
    reason: attempt.endReason ?? decision.reason,
    signal: decision.signal,
    visibility: facts.kind === 'connect' ? 'host' : 'url',
    intent: facts.intent,
    contentType: attempt.contentType?.slice(0, MAX_CONTENT_TYPE_LENGTH) ?? null,
    status: attempt.status,
    bytesUp: attempt.bytesUp,
    bytesDown: attempt.bytesDown,
    durationMs,
    policyVersion: decision.policyVersion,
    listVersion: decision.listVersion,
  };
  if (decision.wouldBlock === true) record.wouldBlock = true;
  if (searchTerm !== undefined) record.searchTerm = searchTerm;
  return record;
}

let isoSecond = Number.NaN;
let isoBegin = '';

/** Formatted once a second but for its milliseconds: it costs as much as the rest of a record. */
function isoTime(at: EpochMs): string {
  const second = Math.floor(at / 1_000);
  if (second !== isoSecond) {
    isoBegin = new Date(second * 1_000).toISOString().slice(0, -'000Z'.length);
    isoSecond = second;
  }
  return `${isoBegin}${MILLISECONDS[Math.floor(at - second * 1_000)]}`;
}

const MILLISECONDS = Array.from({ length: 1_000 }, (_, ms) => `${String(ms).padStart(3, '0')}Z`);

function recordedUrl(attempt: Attempt): string {
  const { target } = attempt.facts;
  const visible = attempt.decision.recordPath ? target : { ...target, path: target.path === '' ? '' : '/', query: '' };
  const url = formatTarget(visible, attempt.keepQuery && attempt.decision.recordPath);
  // A request line's bytes are latin1 to Node: each one beyond printable ASCII is percent-encoded as itself, so none can act on a terminal.
  const printable = /[^\x21-\x7e]/.test(url) ? url.replace(/[^\x21-\x7e]/g, percentEncoded) : url;
  return printable.slice(0, MAX_URL_LENGTH);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
