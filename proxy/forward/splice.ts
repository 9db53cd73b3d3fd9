import type { Socket } from 'node:net';
import type { Attempt } from '../attempt.ts';
import { HeldWrite } from './held-write.ts';
import type { OwnedReads } from './read-buffers.ts';

/** Two connected sockets of which each is to have what the other sends. Both are paused, without listeners for data. */
export interface Splice {
  readonly client: Socket;
  readonly upstream: Socket;
  /** What the client has sent already. */
  readonly early: Buffer;
  readonly reads: OwnedReads;
  /** Counts what is passed on; the origin's bytes are counted by `reads` where it reads them. */
  readonly attempt: Attempt;
  /** False where the way leads through a parent proxy, whose sockets come without `onread`. */
  readonly dialsWithOnread: boolean;
}

/** Passes bytes on both ways, each side no faster than the other takes them, half-closes included. */
export function splice({ client, upstream, early, reads, attempt, dialsWithOnread }: Splice): void {
  const upwards = new HeldWrite(upstream, () => client.pause());
  const endUpwards = (): void => {
    upwards.leave();
    upstream.end();
  };
  if (early.length > 0) upwards.hold(early);
  client.on('data', (chunk: Buffer) => {
    attempt.bytesUp += chunk.length;
    upwards.hold(chunk);
  });
  if (client.readableEnded) endUpwards();
  else client.on('end', endUpwards);
  client.on('drain', () => {
    reads.drained();
    upstream.resume();
  });
  upstream.on('drain', () => client.resume());
  // Both have said all, and everything is passed on: closing says so with a system call less than a half-close.
  upstream.on('end', () => {
    reads.leave();
    if (client.readableEnded && client.writableLength === 0) client.destroy();
    else client.end();
  });
  if (dialsWithOnread) reads.writeTo(client, upstream);
  else {
    upstream.on('data', (chunk: Buffer) => {
      attempt.bytesDown += chunk.length;
      if (!client.write(chunk)) upstream.pause();
    });
  }
  upstream.resume();
  client.resume();
}
