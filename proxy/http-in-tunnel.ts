import type { Socket } from 'node:net';
import { NOWHERE } from '../outbound/open-set.ts';
import type { Attempt } from './attempt.ts';
import type { ClientConnection, InsideConnect } from './connections.ts';
import { ESTABLISHED } from './forward/tunnel.ts';
import type { TunnelSurroundings } from './forward/tunnel-surroundings.ts';
import type { OpenTunnel } from './tunnels.ts';

/** A client that opens a tunnel for a WebSocket sends its handshake at once. */
const HANDSHAKE_DEADLINE_MS = 10_000;

/**
 * A CONNECT to port 80, as browsers open it for `ws://`: read as HTTP, so that its Upgrade is decided by URL like any
 * other request. Nothing is dialled before that, and nothing but an Upgrade is let through.
 */
export class HttpInTunnel implements OpenTunnel, InsideConnect {
  readonly attempt: Attempt;
  place = NOWHERE;
  readonly #around: TunnelSurroundings & { readonly readAsHttp: (connection: ClientConnection) => void };
  readonly #connection: ClientConnection;
  readonly #socket: Socket;
  readonly #hasEnded: boolean;
  readonly #bytesReadBefore: number;
  readonly #bytesWrittenBefore: number;
  #deadline: NodeJS.Timeout | undefined;

  constructor(
    around: TunnelSurroundings & { readonly readAsHttp: (connection: ClientConnection) => void },
    attempt: Attempt,
    connection: ClientConnection,
    head: Buffer,
  ) {
    this.#around = around;
    this.attempt = attempt;
    this.#connection = connection;
    this.#hasEnded = connection.socket.readableEnded;
    this.#socket = connection.leaveSocket();
    this.#bytesReadBefore = this.#socket.bytesRead - head.length;
    this.#bytesWrittenBefore = this.#socket.bytesWritten + ESTABLISHED.length;
    if (head.length > 0 && !this.#hasEnded) this.#socket.unshift(head);
  }

  open(): void {
    const { tunnels, records, readAsHttp } = this.#around;
    const socket = this.#socket;
    tunnels.add(this);
    this.attempt.status = 200;
    records.opened(this.attempt);
    this.#deadline = setTimeout(() => this.refuse('The client sent no WebSocket handshake in time.'), HANDSHAKE_DEADLINE_MS);
    socket.once('close', () => {
      clearTimeout(this.#deadline);
      this.measure();
      tunnels.delete(this);
      records.ended(this.attempt);
    });
    socket.write(ESTABLISHED);
    this.#connection.insideConnect = this;
    // Its end came while the CONNECT was decided, and will not come again.
    if (this.#hasEnded) this.cut('The client closed before it sent a WebSocket handshake.');
    else readAsHttp(this.#connection);
  }

  handshakeCame(): void {
    clearTimeout(this.#deadline);
  }

  measure(): void {
    const socket = this.#socket;
    this.attempt.bytesUp = Math.max(0, socket.bytesRead - this.#bytesReadBefore);
    this.attempt.bytesDown = Math.max(0, socket.bytesWritten - this.#bytesWrittenBefore);
  }

  refuse(reason: string): void {
    clearTimeout(this.#deadline);
    this.measure();
    const decision = { ...this.attempt.decision, action: 'block', rule: 'protocol', reason } as const;
    this.#around.records.decidedAgain(this.attempt, decision, () => this.cut(reason));
  }

  cut(reason: string): void {
    this.attempt.endReason ??= reason;
    this.#socket.destroy();
  }
}
