import type { Socket } from 'node:net';
import { type ClientHello, readClientHello } from './client-hello.ts';

/** A client that opens a tunnel for TLS and says nothing is no TLS client. */
const HELLO_DEADLINE_MS = 10_000;

export interface HelloEvents {
  /** So many bytes have come. */
  came(length: number): void;
  /** The client is paused then, and nobody listens to it. `bytes`: all that was read of it. */
  hello(hello: ClientHello, bytes: Buffer): void;
  notTls(): void;
  /** Browsers open connections that they then do not need. */
  nothing(reason: string): void;
}

/** Reads a client's ClientHello, of which `early` has come already; exactly one of the last three events is told. The function returned gives up. */
export function awaitHello(client: Socket, early: Buffer, events: HelloEvents): () => void {
  let bytes = early;
  let isOver = false;
  const finish = (tell: () => void): void => {
    if (isOver) return;
    stop();
    tell();
  };
  const stop = (): void => {
    isOver = true;
    clearTimeout(deadline);
    client.off('data', onData).off('end', onEnd);
  };
  const deadline = setTimeout(() => finish(() => events.nothing('The client sent no TLS ClientHello in time.')), HELLO_DEADLINE_MS);
  const onEnd = (): void => finish(() => events.nothing('The client closed before it sent a TLS ClientHello.'));
  const onData = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    events.came(chunk.length);
    read();
  };
  const read = (): void => {
    const reading = readClientHello(bytes);
    if (reading.kind === 'incomplete') return;
    client.pause();
    finish(() => (reading.kind === 'not-tls' ? events.notTls() : events.hello(reading.hello, bytes)));
  };
  client.on('data', onData).on('end', onEnd).resume();
  if (bytes.length > 0) read();
  // It may have closed while the site was dialled, when nobody listened: what is still incomplete stays so.
  if (client.readableEnded) onEnd();
  return stop;
}
