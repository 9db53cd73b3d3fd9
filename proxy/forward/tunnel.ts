import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import { NOWHERE } from '../../outbound/open-set.ts';
import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import type { Wire } from '../../outbound/wire.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection, ClientKeeper } from '../connections.ts';
import { resetSocket } from '../reset.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { type HelloEvents, HelloWait } from '../tls/hello-wait.ts';
import type { OpenTunnel } from '../tunnels.ts';
import type { EarlyBytes } from './early-bytes.ts';
import { HeldWrite } from './held-write.ts';
import { decideInnerName, decideWithoutOtherName, namesAnother } from './inner-name.ts';
import { OwnedReads } from './read-buffers.ts';
import { ShownRefusal } from './shown-refusal.ts';
import { Splice } from './splice.ts';
import { type OriginKeeper, TunnelOrigin } from './tunnel-origin.ts';
import type { TunnelSurroundings } from './tunnel-surroundings.ts';

const EMPTY = Buffer.alloc(0);
export const ESTABLISHED = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n', 'latin1');

/**
 * One CONNECT: dial, answer 200, read the ClientHello where TLS is due, splice.
 * No byte of the client goes upstream before its ClientHello is decided; the origin's bytes wait as well.
 * Where the tunnel may be inspected, nothing is dialled before the ClientHello has shown whether it is.
 */
export class ConnectTunnel implements OpenTunnel, ClientKeeper, OriginKeeper, HelloEvents, Leaving {
  readonly attempt: Attempt;
  place = NOWHERE;
  isRefused: boolean;
  readonly #around: TunnelSurroundings;
  readonly #connection: ClientConnection;
  readonly #onDialFailed: (error: Error) => void;
  readonly #greeting: HeldWrite;
  readonly #beforeAnswer: EarlyBytes;
  /** What the client has said, and was not passed on yet. */
  #early: Buffer = EMPTY;
  #origin: TunnelOrigin | null = null;
  #reads: OwnedReads | null = null;
  #cancelDial: (() => void) | null = null;
  #helloWait: HelloWait | null = null;
  #splice: Splice | null = null;
  #clientClosed = false;
  #hasDialled = false;
  #isInspected = false;
  /** Set where it is opened for nothing else. */
  #refusal: ShownRefusal | null;

  /** `beforeAnswer` reads the client until the tunnel is established. */
  constructor(
    around: TunnelSurroundings,
    attempt: Attempt,
    connection: ClientConnection,
    beforeAnswer: EarlyBytes,
    onDialFailed: (error: Error) => void,
  ) {
    this.#around = around;
    this.attempt = attempt;
    this.#connection = connection;
    this.#greeting = new HeldWrite(connection.socket, neverFull);
    this.#beforeAnswer = beforeAnswer;
    this.#onDialFailed = onDialFailed;
    this.isRefused = attempt.decision.action !== 'allow';
    this.#refusal = this.isRefused ? new ShownRefusal(attempt.decision) : null;
  }

  /** One of Node's own, once it is inspected. */
  get #client(): Wire {
    return this.#connection.socket;
  }

  open(): void {
    this.#around.tunnels.add(this);
    this.#connection.keeper = this;
    if (this.isRefused || this.#around.inspection?.mayOpen(this.attempt.facts) === true) this.#established();
    else this.#dial(() => this.#established());
  }

  measure(): void {
    if (!this.#isInspected) return;
    this.attempt.bytesUp = this.#client.bytesRead;
    this.attempt.bytesDown = this.#client.bytesWritten;
  }

  cut(reason: string): void {
    this.attempt.endReason ??= reason;
    this.#greeting.leave();
    this.#client.destroy();
    this.#origin?.wire.destroy();
  }

  #dial(connected: () => void): void {
    this.#hasDialled = true;
    const { hostname, port } = this.attempt.facts.target;
    const { dialHost } = this.attempt.decision;
    const reads = new OwnedReads(this.#around.buffers, this.attempt);
    this.#cancelDial = this.#around.dial({ hostname, port, dialHost }, reads, (error, wire) => {
      if (wire === null) {
        if (this.attempt.status === 200)
          return this.cut(dialHost === undefined ? UNREACHED : `${UNREACHED.slice(0, -1)} under its SafeSearch name.`);
        this.#around.tunnels.delete(this);
        return this.#onDialFailed(error ?? new Error('no socket'));
      }
      this.#origin = new TunnelOrigin(wire, reads, this);
      this.#reads = reads;
      connected();
    });
  }

  #established(): void {
    this.attempt.status = 200;
    if (!this.isRefused) this.#around.records.opened(this.attempt);
    this.#greeting.hold(ESTABLISHED);
    this.#early = this.#beforeAnswer.take();
    this.attempt.bytesUp += this.#early.length;
    if (this.attempt.facts.target.port === 443) {
      this.#helloWait = new HelloWait(this.#early, this);
      this.#helloWait.begin(this.#connection);
    } else this.#beginSplice();
  }

  came(length: number): void {
    this.attempt.bytesUp += length;
  }

  hello({ encrypted, serverName }: ClientHello, early: Buffer): void {
    this.#early = early;
    if (encrypted) this.#around.counters.encryptedHellos.value++;
    this.#decideInside(serverName);
    if (this.#splice === null && !this.#isInspected) this.#client.pause();
  }

  notTls(): void {
    this.#client.pause();
    this.#refuse('What the client sent first was not TLS.');
  }

  nothing(reason: string): void {
    this.cut(reason);
  }

  /** The name inside may be another than the one outside; the stricter answer wins. */
  #decideInside(serverName: RequestFacts['serverName']): void {
    const { attempt } = this;
    const isOther = namesAnother(attempt.facts, serverName);
    if (this.#refusal !== null && !isOther) {
      this.#showRefusal(this.#refusal);
      return;
    }
    const decision = isOther ? decideInnerName(attempt, serverName, this.#around) : decideWithoutOtherName(attempt, this.#around);
    if (decision === null) this.#spliceHello();
    else if (this.#refusal !== null || decision.action !== 'allow') this.#refuseName(decision);
    else this.#allowName(decision);
  }

  /** Goes on when that is recorded, unless the tunnel was cut or closed meanwhile. */
  #allowName(decision: Decision): void {
    const { attempt } = this;
    const { dialHost } = attempt.decision;
    attempt.decision = decision;
    this.#around.records.named(attempt, () => {
      if (this.#client.destroyed) return;
      if (this.#hasDialled && decision.dialHost !== dialHost) this.#dialAnew();
      else this.#spliceHello();
    });
  }

  /** The inner name asks for SafeSearch and the outer one did not: what was dialled is not where this may go. */
  #dialAnew(): void {
    const first = this.#origin;
    this.#origin = null;
    first?.wire.destroy();
    this.#dial(() => this.#spliceHello());
  }

  /** By the name inside, now that it is known. What is within is for that name: where the outer one is refused, there is nothing to show. */
  #refuseName(decision: Decision): void {
    const { inspection, records } = this.#around;
    const { attempt } = this;
    if (this.#refusal !== null) {
      if (decision.action !== 'allow') this.#refusal.decision = decision;
      this.cut(decision.reason);
    } else if (!this.#hasDialled && inspection?.showsRefusal(attempt.facts, decision) === true) {
      this.#showRefusal(new ShownRefusal(decision));
    } else records.decidedAgain(attempt, decision, () => this.cut(decision.reason));
  }

  /** Opens it, so that a browser shows the page that says why; nothing is dialled for it. */
  #showRefusal(refusal: ShownRefusal): void {
    this.#refusal = refusal;
    this.isRefused = true;
    refusal.opening((reason) => this.cut(reason));
    this.#open(refusal.requestCame);
  }

  #refuse(reason: string): void {
    const { records, signs } = this.#around;
    const { attempt } = this;
    if (this.#refusal !== null) {
      this.cut(reason);
      return;
    }
    const decision = signs.seen('not-tls', attempt.facts, { ...attempt.decision, action: 'block', rule: 'protocol', reason });
    records.decidedAgain(attempt, decision, () => this.cut(decision.reason));
  }

  #spliceHello(): void {
    if (!this.#hasDialled) {
      this.#openOrDial();
      return;
    }
    const { hasSealedPages, counters } = this.#around;
    if (hasSealedPages(this.attempt.facts)) counters.undecidableTunnels.value++;
    this.#beginSplice();
  }

  /** The ClientHello is allowed: the tunnel is inspected, or passed on as it is. */
  #openOrDial(): void {
    const { inspection } = this.#around;
    if (inspection?.wants(this.attempt.facts) !== true) {
      this.#dial(() => this.#spliceHello());
      return;
    }
    this.#open(() => {});
  }

  #open(requestCame: () => void): void {
    const hello = this.#early;
    this.#early = EMPTY;
    this.#greeting.leave();
    // It may be found gone just by that; its close is what ends this.
    if (this.#client.destroyed) return;
    this.#isInspected = true;
    const events = { isRefused: this.isRefused, requestCame, failed: (reason: string) => this.cut(reason) };
    this.#around.inspection?.open(this.#connection, hello, this.attempt, events);
  }

  #beginSplice(): void {
    const { attempt } = this;
    const client = this.#client;
    const origin = this.#origin;
    if (origin === null || client.destroyed) {
      this.cut('The client closed the connection.');
      return;
    }
    const early = this.#early;
    this.#early = EMPTY;
    this.#greeting.leave();
    this.#splice = new Splice({ connection: this.#connection, origin, attempt });
    this.#splice.begin(early);
  }

  originClosed(origin: TunnelOrigin, hadError: boolean): void {
    if (origin !== this.#origin) return;
    this.#origin = null;
    if (hadError) {
      origin.reads.leave();
      this.attempt.endReason ??= 'The site reset the connection.';
      resetSocket(this.#client);
    } else atTurnEnd(this);
    this.#finishWhenBothClosed();
  }

  /** The origin has closed, and everything of it is passed on. */
  leave(): void {
    this.#reads?.leave();
    if (!this.#client.destroyed) this.#client.destroySoon();
  }

  closed(hadError: boolean): void {
    this.#clientClosed = true;
    this.#splice?.leave();
    this.#helloWait?.stop();
    this.#cancelDial?.();
    if (hadError) this.attempt.endReason ??= 'The client reset the connection.';
    if (this.#origin !== null) {
      if (hadError) resetSocket(this.#origin.wire);
      else this.#origin.wire.destroySoon();
    }
    this.#finishWhenBothClosed();
  }

  #finishWhenBothClosed(): void {
    if (!this.#clientClosed || this.#origin !== null) return;
    this.#reads?.release();
    this.measure();
    this.#around.tunnels.delete(this);
    this.#refusal?.ended(this.attempt, this.#around.records);
    this.#around.records.ended(this.attempt);
  }
}

function neverFull(): void {}

const UNREACHED = 'The site could not be reached.';
