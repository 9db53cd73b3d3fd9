import { join } from 'node:path';
import { decideConnect } from '../categoriser/decide-connect.ts';
import { decideRequest } from '../categoriser/decide-request.ts';
import type { AccessRecord, RecordEvent } from '../core/access-record.ts';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import type { Decision } from '../core/decision.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import type { Intent, RequestFacts } from '../core/facts.ts';
import type { Identity } from '../core/identity.ts';
import { parseAbsoluteTarget, parseAuthority, type Target } from '../core/target.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { NOWHERE } from '../outbound/open-set.ts';
import type { Attempt } from '../proxy/attempt.ts';
import { accessRecord } from '../proxy/record.ts';
import { dayOf } from '../storage/record-spool/layout.ts';
import type { RecordSpool } from '../storage/record-spool/spool.ts';
import { openRecordSpool } from '../storage/record-spool/writer.ts';
import type { Seat } from './people.ts';
import type { World } from './world.ts';

/** One thing that somebody opened, or that a page loaded. */
export interface Visit {
  readonly at: number;
  readonly who: Seat;
  /** A host, seen as a tunnel; or a URL of a page that could be read. */
  readonly what: string;
  readonly intent?: Intent;
}

export interface BrowsingOptions {
  /** Of the records' files. */
  readonly writer: string;
  readonly onProblem: (problem: string) => void;
  /** Has a tunnel's end written, at the time given or another. */
  readonly closeLater: (at: EpochMs, close: (closedAt: EpochMs) => void) => void;
}

export const WEEKS_WRITER = 'proxy-1';

const ACCEPTED = 200;
const REFUSED = 403;
/** Nobody is known by name at the youngest ones' shared tablets. */
const isShared = ({ group }: Seat) => group === 'infants';

/** The way of a request without its bytes: identity, facts, the product's own decision, and the records that a proxy would write. */
export class Browsing {
  readonly #world: World;
  readonly #spool: RecordSpool;
  readonly #nextId: (at: EpochMs) => Attempt['id'];
  readonly #identities = new Map<Seat, Identity>();
  readonly #targets = new Map<string, Target>();
  readonly #closeLater: BrowsingOptions['closeLater'];
  #count = 0;

  private constructor(world: World, spool: RecordSpool, { writer, closeLater }: BrowsingOptions) {
    this.#world = world;
    this.#spool = spool;
    this.#nextId = decisionIdGenerator(writer === WEEKS_WRITER ? 1 : 999, world.dice.below(1_000));
    this.#closeLater = closeLater;
  }

  static async open(world: World, options: BrowsingOptions): Promise<Browsing> {
    const folder = join(world.config.at.dataFolder, 'records');
    const { writer, onProblem } = options;
    return new Browsing(world, await openRecordSpool({ folder, writer, clock: world.now, onProblem }), options);
  }

  /** How many records were written. */
  get count(): number {
    return this.#count;
  }

  /** Decides and records a visit; the world's clock is then at its time. Returns the first of its records. */
  visit({ at, who, what, intent }: Visit): AccessRecord {
    const { context, dice } = this.#world;
    this.#moveTo(at);
    const isPage = what.includes('://');
    const facts: RequestFacts = {
      kind: isPage ? 'request' : 'connect',
      method: isPage ? 'GET' : 'CONNECT',
      target: this.#target(what, isPage),
      identity: this.#identity(who),
      clientIp: addressOf(who),
      at: this.#world.now(),
      intent: isPage ? (intent ?? 'navigation') : 'unknown',
    };
    const snapshot = context.policy.snapshot();
    const decision = isPage ? decideRequest(facts, snapshot) : decideConnect(facts, snapshot);
    const isOpen = decision.action === 'allow';
    const attempt = this.#attempt(facts, decision, isOpen);
    const durationMs = isOpen ? 40 + dice.below(isPage ? 900 : 45_000) : 0;
    const first = this.#write(attempt, isPage ? 'request' : 'tunnel-open', facts.at, isPage ? durationMs : 0);
    if (!isPage && isOpen) {
      const end = epochMs(facts.at + durationMs);
      this.#closeLater(end, (closedAt) => this.#write(attempt, 'tunnel-close', closedAt, closedAt - facts.at));
    }
    return first;
  }

  flush(): Promise<void> {
    return this.#spool.flush();
  }

  close(): Promise<void> {
    return this.#spool.close();
  }

  /** What is of one day goes into that day's files. */
  #moveTo(at: number): void {
    if (dayOf(this.#world.now()) !== dayOf(epochMs(at))) this.#spool.writePending();
    this.#world.goTo(at);
  }

  #write(attempt: Attempt, event: RecordEvent, at: EpochMs, durationMs: number): AccessRecord {
    const isEnd = event !== 'tunnel-open';
    const told = isEnd ? attempt : { ...attempt, bytesUp: 0, bytesDown: 0 };
    const record = accessRecord(told, event, at, durationMs);
    this.#spool.append(record);
    this.#count++;
    return record;
  }

  #attempt(facts: RequestFacts, decision: Decision, isOpen: boolean): Attempt {
    const { dice } = this.#world;
    return {
      ...{ id: this.#nextId(facts.at), facts, decision, keepQuery: false, startedAtMs: 0 },
      status: isOpen ? ACCEPTED : REFUSED,
      contentType: isOpen && facts.kind === 'request' ? 'text/html' : null,
      bytesUp: isOpen ? 600 + dice.below(9_000) : 0,
      bytesDown: isOpen ? 4_000 + dice.below(400_000) : 0,
      ...{ endReason: null, recorded: 'open', upgraded: false, place: NOWHERE },
    };
  }

  #identity(who: Seat): Identity {
    const known = this.#identities.get(who);
    if (known !== undefined) return known;
    const network = this.#world.context.networkOf(addressOf(who));
    const identity: Identity = {
      username: isShared(who) ? null : who.name,
      computer: isShared(who) ? null : who.computer,
      school: who.school,
      group: who.group,
      attribution: isShared(who) ? 'network' : 'lease',
      network: network === undefined ? undefined : { name: network.name, school: network.school },
    };
    this.#identities.set(who, identity);
    return identity;
  }

  #target(what: string, isPage: boolean): Target {
    const known = this.#targets.get(what);
    if (known !== undefined) return known;
    const target = isPage ? pageTarget(what) : tunnelTarget(what);
    this.#targets.set(what, target);
    return target;
  }
}

function pageTarget(url: string): Target {
  const parsed = parseAbsoluteTarget(url);
  if (!parsed.ok) throw new Error(`${url}: ${parsed.failure.message}`);
  return parsed.value;
}

function tunnelTarget(host: string): Target {
  const authority = parseAuthority(host, 443);
  if (!authority.ok) throw new Error(`${host}: ${authority.failure.message}`);
  return { scheme: 'https', ...authority.value, path: '', query: '' };
}

function addressOf({ clientIp }: Seat): IpAddress {
  const address = parseIpAddress(clientIp);
  if (address === undefined) throw new Error(`${clientIp} is no address`);
  return address;
}
