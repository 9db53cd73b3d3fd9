import type { Identity } from '../core/identity.ts';
import { formatAuthority, type Target } from '../core/target.ts';
import { BareSocket } from '../outbound/bare-socket.ts';
import type { Attempt } from './attempt.ts';
import type { ClientConnection, ClientKeeper } from './connections.ts';
import { EarlyBytes } from './forward/early-bytes.ts';
import { ConnectTunnel } from './forward/tunnel.ts';
import type { TunnelSurroundings } from './forward/tunnel-surroundings.ts';
import type { UpgradeForwarder } from './forward/upgrade.ts';
import { HttpInTunnel } from './http-in-tunnel.ts';
import type { Arrival, Pipeline } from './pipeline.ts';
import { SocketReply } from './reply.ts';
import type { RequestHead } from './request-head.ts';

export interface TunnelArrivalSurroundings extends TunnelSurroundings {
  readonly pipeline: Pipeline;
  readonly upgrades: UpgradeForwarder;
  /** Reads a client's socket as HTTP again, for a CONNECT to port 80. */
  readonly readAsHttp: (connection: ClientConnection) => void;
}

/** A CONNECT or an Upgrade: whatever has the client's bare socket from its head on. */
export class TunnelArrival implements Arrival, ClientKeeper {
  readonly kind: Arrival['kind'];
  readonly request: RequestHead;
  readonly target: Target;
  readonly reply: SocketReply;
  readonly identity: Identity | null;
  readonly isInspected: boolean;
  readonly #around: TunnelArrivalSurroundings;
  readonly #connection: ClientConnection;
  readonly #early: EarlyBytes;
  #attempt: Attempt | undefined;
  /** A tunnel or upgrade sees to the records from then on. */
  #forwarded = false;

  constructor(
    around: TunnelArrivalSurroundings,
    kind: Arrival['kind'],
    request: RequestHead,
    connection: ClientConnection,
    target: Target,
    head: Buffer,
  ) {
    this.#around = around;
    this.kind = kind;
    this.request = request;
    this.#connection = connection;
    this.target = target;
    this.#early = new EarlyBytes(connection.socket, head);
    connection.tunnelled = true;
    connection.insideConnect?.handshakeCame();
    const outer = connection.insideConnect ?? connection.inspected;
    this.isInspected = connection.inspected !== undefined;
    this.identity = outer?.attempt.facts.identity ?? null;
    const { socket } = connection;
    this.reply = new SocketReply(socket, () => this.#ended());
    // Idle and lifetime limits of tunnels hold from here on.
    if (!(socket instanceof BareSocket) && socket.timeout) socket.setTimeout(0);
    connection.keeper = this;
    if (kind === 'connect') connection.readBy(this.#early);
  }

  get clientIp(): ClientConnection['ip'] {
    return this.#connection.ip;
  }

  closed(): void {
    this.reply.closed();
    if (!this.#forwarded) this.#ended();
  }

  #ended(): void {
    if (this.#attempt !== undefined) this.#around.records.ended(this.#attempt);
  }

  began(attempt: Attempt): void {
    this.#attempt = attempt;
  }

  showsInside(attempt: Attempt): boolean {
    if (this.kind === 'request' || this.#around.inspection?.showsRefusal(attempt.facts, attempt.decision) !== true) return false;
    this.forward(attempt);
    return true;
  }

  forward(attempt: Attempt): void {
    this.#forwarded = true;
    const around = this.#around;
    const onFailure = (error: unknown): void => {
      this.#forwarded = false;
      this.#connection.keeper = this;
      around.pipeline.fail(this, attempt, error);
    };
    if (this.kind === 'request') {
      const { target, request } = this;
      const { hostname, port } = target;
      around.upgrades.forward({
        attempt,
        request,
        client: this.#connection.leaveSocket(),
        head: this.#early.take(),
        destination: { hostname, port, dialHost: attempt.decision.dialHost, securedFor: this.isInspected ? hostname : undefined },
        hostHeader: formatAuthority(target, target.scheme),
        requestTarget: target.path + target.query,
        onFailure,
      });
    } else if (this.target.port === 80) {
      new HttpInTunnel(around, attempt, this.#connection, this.#early.take()).open();
    } else new ConnectTunnel(around, attempt, this.#connection, this.#early, onFailure).open();
  }
}
