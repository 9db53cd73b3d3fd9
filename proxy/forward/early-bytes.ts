import type { Wire } from '../../outbound/wire.ts';
import type { ClientReader } from '../connections.ts';

const NONE = Buffer.alloc(0);

/** What a client says behind its request before that is answered: it is kept, and no more of it is read. Behind a refusal nobody wants it. */
export class EarlyBytes implements ClientReader {
  #bytes: Buffer;
  readonly #client: Wire;

  /** `head`: what came with the request. */
  constructor(client: Wire, head: Buffer) {
    this.#client = client;
    this.#bytes = head;
  }

  /** Gives them away: a tunnel lasts for hours. */
  take(): Buffer {
    const bytes = this.#bytes;
    this.#bytes = NONE;
    return bytes;
  }

  data(chunk: Buffer): void {
    if (!this.#client.writable) return;
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    this.#client.pause();
  }

  end(): void {}

  drain(): void {}
}
