import type { Socket } from 'node:net';
import { BareSocket, type WireEvents, type Writes } from './bare-socket.ts';

/** A connection as the data path has it: one without streams, or Node's own, which may be a secure one. */
export type Wire = (Socket & Writes) | BareSocket;

/** Has the events told of a connection that is paused, and that nobody else listens to. */
export function listenTo(wire: Wire, events: WireEvents): void {
  if (wire instanceof BareSocket) {
    wire.events = events;
    return;
  }
  wire.on('data', (bytes: Buffer) => events.came(bytes));
  wire.on('end', () => events.saidAll());
  wire.on('drain', () => events.drained());
  wire.on('close', (hadError) => events.closed(hadError));
}

/** Writes pieces as one; false when the other side must be waited for. */
export function writeTogether(wire: Wire, pieces: readonly Buffer[]): boolean {
  if (wire instanceof BareSocket) return wire.writeAll(pieces);
  wire.cork();
  let more = true;
  for (const piece of pieces) more = wire.write(piece);
  wire.uncork();
  return more;
}
