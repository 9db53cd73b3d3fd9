import type { Socket } from 'node:net';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection } from '../connections.ts';
import type { ProxyCounters } from '../counters.ts';
import type { RecordKeeper } from '../record.ts';
import { resetSocket } from '../reset.ts';
import { awaitHello } from '../tls/hello-wait.ts';
import type { Inspection } from '../tls/inspection.ts';
import type { OpenTunnel, Tunnels } from '../tunnels.ts';
import { OwnedReads, type ReadBuffers } from './read-buffers.ts';
import type { Dial } from './upstream.ts';

/** What tunnels share. */
export interface TunnelSurroundings {
  readonly dial: Dial;
  /** False where the way leads through a parent proxy, whose sockets come without `onread`. */
  readonly dialsWithOnread: boolean;
  readonly tunnels: Tunnels;
  readonly records: RecordKeeper;
  readonly buffers: ReadBuffers;
  /** Null where nothing is inspected. */
  readonly inspection: Inspection | null;
  readonly counters: ProxyCounters;
  /** The decision on these facts under the policy in force, now. */
  readonly decide: (facts: RequestFacts) => Decision;
  /** The names lately seen to live at a host that is an address. */
  readonly residentsOf: (host: Hostname) => readonly Hostname[] | undefined;
}

export const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/**
 * One CONNECT: dial, answer 200, read the ClientHello where TLS is due, splice.
 * No byte of the client goes upstream before its ClientHello is decided; the origin's bytes wait as well.
 * Where the tunnel may be inspected, nothing is dialled before the ClientHello has shown whether it is.
 */
export class ConnectTunnel implements OpenTunnel {
  readonly attempt: Attempt;
  readonly #around: TunnelSurroundings;
  readonly #connection: ClientConnection;
  readonly #client: Socket;
  readonly #onDialFailed: (error: Error) => void;
  #early: Buffer;
  #upstream: Socket | null = null;
  #reads: OwnedReads | null = null;
  #cancelDial: () => void = () => {};
  #stopWaiting: () => void = () => {};
  #clientClosed = false;
  #hasDialled = false;
  #isInspected = false;

  /** `head` is what the client sent right behind its CONNECT. */
  constructor(
    around: TunnelSurroundings,
    attempt: Attempt,
    connection: ClientConnection,
    head: Buffer,
    onDialFailed: (error: Error) => void,
  ) {
    this.#around = around;
    this.attempt = attempt;
    this.#connection = connection;
    this.#client = connection.socket;
    this.#early = head;
    this.#onDialFailed = onDialFailed;
  }

  open(): void {
    this.#around.tunnels.add(this);
    this.#client.once('close', (hadError) => this.#clientIsClosed(hadError));
    if (this.#around.inspection?.mayOpen(this.attempt.facts) === true) this.#established();
    else this.#dial(() => this.#established());
  }

  measure(): void {
    if (!this.#isInspected) return;
    this.attempt.bytesUp = this.#client.bytesRead;
    this.attempt.bytesDown = this.#client.bytesWritten;
  }

  cut(reason: string): void {
    this.attempt.endReason ??= reason;
    this.#client.destroy();
    this.#upstream?.destroy();
  }

  #dial(connected: () => void): void {
    this.#hasDialled = true;
    const { hostname, port } = this.attempt.facts.target;
    const { dialHost } = this.attempt.decision;
    const reads = new OwnedReads(this.#around.buffers, (length) => {
      this.attempt.bytesDown += length;
    });
    this.#cancelDial = this.#around.dial({ hostname, port, dialHost }, reads, (error, socket) => {
      if (socket === null) {
        if (this.attempt.status === 200)
          return this.cut(dialHost === undefined ? UNREACHED : `${UNREACHED.slice(0, -1)} under its SafeSearch name.`);
        this.#around.tunnels.delete(this);
        return this.#onDialFailed(error ?? new Error('no socket'));
      }
      socket.pause();
      this.#upstream = socket;
      this.#reads = reads;
      socket.once('close', (hadError) => this.#upstreamIsClosed(socket, hadError));
      connected();
    });
  }

  #established(): void {
    this.attempt.status = 200;
    this.#around.records.opened(this.attempt);
    this.#client.write(ESTABLISHED, 'latin1');
    if (this.attempt.facts.target.port === 443) this.#awaitHello();
    else this.#splice();
  }

  #awaitHello(): void {
    this.attempt.bytesUp += this.#early.length;
    this.#stopWaiting = awaitHello(this.#client, this.#early, {
      came: (length) => {
        this.attempt.bytesUp += length;
      },
      hello: ({ encrypted, serverName }, early) => {
        this.#early = early;
        if (encrypted) this.#around.counters.encryptedHellos.value++;
        this.#decideServerName(serverName);
      },
      notTls: () => this.#refuse('What the client sent first was not TLS.'),
      nothing: (reason) => this.cut(reason),
    });
  }

  /** The name inside may be another than the one outside; the stricter answer wins. */
  #decideServerName(serverName: RequestFacts['serverName']): void {
    const { attempt } = this;
    const dialled = attempt.decision.dialHost;
    if (serverName === undefined || serverName === attempt.facts.target.hostname) {
      this.#decideUnnamed();
      return;
    }
    attempt.facts = { ...attempt.facts, serverName };
    const decision = this.#around.decide(attempt.facts);
    if (decision.action !== 'allow') {
      this.#around.records.decidedAgain(attempt, decision, () => this.cut(decision.reason));
      return;
    }
    attempt.decision = decision;
    this.#around.records.named(attempt, () => {
      if (!this.#hasDialled || decision.dialHost === dialled) return this.#spliceHello();
      // The inner name asks for SafeSearch and the outer one did not: what was dialled is not where this may go.
      const first = this.#upstream;
      this.#upstream = null;
      first?.destroy();
      this.#dial(() => this.#spliceHello());
    });
  }

  /** Nothing inside says what is wanted; of a bare address, those who live there do. */
  #decideUnnamed(): void {
    const { attempt } = this;
    const residents = this.#around.residentsOf(attempt.facts.target.hostname);
    attempt.facts = { ...attempt.facts, residents };
    const decision = residents === undefined ? attempt.decision : this.#around.decide(attempt.facts);
    if (decision.action === 'allow') this.#spliceHello();
    else this.#around.records.decidedAgain(attempt, decision, () => this.cut(decision.reason));
  }

  #refuse(reason: string): void {
    const decision: Decision = { ...this.attempt.decision, action: 'block', rule: 'protocol', reason };
    this.#around.records.decidedAgain(this.attempt, decision, () => this.cut(reason));
  }

  #spliceHello(): void {
    if (!this.#hasDialled) {
      this.#openOrDial();
      return;
    }
    this.#upstream?.write(this.#early);
    this.#early = EMPTY;
    this.#splice();
  }

  /** The ClientHello is allowed: the tunnel is inspected, or passed on as it is. */
  #openOrDial(): void {
    const { inspection } = this.#around;
    if (inspection?.wants(this.attempt.facts) !== true) {
      this.#dial(() => this.#spliceHello());
      return;
    }
    const hello = this.#early;
    this.#early = EMPTY;
    this.#isInspected = true;
    inspection.open(this.#connection, hello, this.attempt, (reason) => this.cut(reason));
  }

  #splice(): void {
    const client = this.#client;
    const upstream = this.#upstream;
    const reads = this.#reads;
    if (upstream === null || reads === null || client.destroyed) {
      this.cut('The client closed the connection.');
      return;
    }
    if (this.#early.length > 0) {
      this.attempt.bytesUp += this.#early.length;
      upstream.write(this.#early);
      this.#early = EMPTY;
    }
    client.on('data', (chunk: Buffer) => {
      this.attempt.bytesUp += chunk.length;
      if (!upstream.write(chunk)) client.pause();
    });
    if (client.readableEnded) upstream.end();
    else client.on('end', () => upstream.end());
    client.on('drain', () => {
      reads.drained();
      upstream.resume();
    });
    upstream.on('drain', () => client.resume());
    // Both have said all, and everything is passed on: closing says so with a system call less than a half-close.
    upstream.on('end', () => (client.readableEnded && client.writableLength === 0 ? client.destroy() : client.end()));
    if (this.#around.dialsWithOnread) reads.writeTo(client);
    else {
      upstream.on('data', (chunk: Buffer) => {
        this.attempt.bytesDown += chunk.length;
        if (!client.write(chunk)) upstream.pause();
      });
    }
    upstream.resume();
    client.resume();
  }

  #upstreamIsClosed(socket: Socket, hadError: boolean): void {
    if (socket !== this.#upstream) return;
    this.#upstream = null;
    if (hadError) {
      this.attempt.endReason ??= 'The site reset the connection.';
      resetSocket(this.#client);
    } else this.#client.destroySoon();
    this.#finishWhenBothClosed();
  }

  #clientIsClosed(hadError: boolean): void {
    this.#clientClosed = true;
    this.#stopWaiting();
    this.#cancelDial();
    if (hadError) this.attempt.endReason ??= 'The client reset the connection.';
    if (this.#upstream !== null) {
      if (hadError) resetSocket(this.#upstream);
      else this.#upstream.destroySoon();
    }
    this.#finishWhenBothClosed();
  }

  #finishWhenBothClosed(): void {
    if (!this.#clientClosed || this.#upstream !== null) return;
    this.#reads?.release();
    this.measure();
    this.#around.tunnels.delete(this);
    this.#around.records.ended(this.attempt);
  }
}

const EMPTY = Buffer.alloc(0);
const UNREACHED = 'The site could not be reached.';
