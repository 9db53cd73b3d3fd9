import type { WireEvents } from '../../outbound/bare-socket.ts';
import { listenTo, type Wire } from '../../outbound/wire.ts';
import type { OwnedReads } from './read-buffers.ts';

/** What one side of a splice is told of the other. */
export interface OriginListener {
  originCame(bytes: Buffer): void;
  originSaidAll(): void;
  originDrained(): void;
}

/** Told when it is closed, by whomever. */
export interface OriginKeeper {
  originClosed(origin: TunnelOrigin, hadError: boolean): void;
}

/** The origin's side of a tunnel, connected and paused until somebody listens to it. */
export class TunnelOrigin implements WireEvents {
  readonly wire: Wire;
  /** What a bare socket reads into, and passes on by itself. */
  readonly reads: OwnedReads;
  listener: OriginListener | undefined;
  readonly #keeper: OriginKeeper;

  constructor(wire: Wire, reads: OwnedReads, keeper: OriginKeeper) {
    this.wire = wire;
    this.reads = reads;
    this.#keeper = keeper;
    listenTo(wire, this);
  }

  came(bytes: Buffer): void {
    this.listener?.originCame(bytes);
  }

  saidAll(): void {
    this.listener?.originSaidAll();
  }

  drained(): void {
    this.listener?.originDrained();
  }

  closed(hadError: boolean): void {
    this.#keeper.originClosed(this, hadError);
  }
}
