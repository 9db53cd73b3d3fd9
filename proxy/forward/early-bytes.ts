import type { Socket } from 'node:net';
import type { ClientReader } from '../connections.ts';

/** What a client says behind its request before that is answered: it is kept, and no more of it is read. Behind a refusal nobody wants it. */
export class EarlyBytes implements ClientReader {
  bytes: Buffer;
  readonly #client: Socket;

  /** `head`: what came with the request. */
  constructor(client: Socket, head: Buffer) {
    this.#client = client;
    this.bytes = head;
  }

  data(chunk: Buffer): void {
    if (!this.#client.writable) return;
    this.bytes = Buffer.concat([this.bytes, chunk]);
    this.#client.pause();
  }

  end(): void {}

  drain(): void {}
}
