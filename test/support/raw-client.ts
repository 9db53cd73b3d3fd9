import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A TCP client that speaks in bytes, for what no HTTP library would send. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #changed: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    const changed = (): void => {
      const waiting = this.#changed;
      this.#changed = [];
      for (const wake of waiting) wake();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      changed();
    });
    socket.on('end', () => {
      this.#ended = true;
      changed();
    });
    socket.on('error', (error) => {
      this.#error = error;
    });
    socket.on('close', () => {
      this.#ended = true;
      changed();
    });
  }

  static async open(port: number, host = '127.0.0.1', localAddress?: string): Promise<RawClient> {
    const socket = connect({ port, host, allowHalfOpen: true, ...(localAddress !== undefined && { localAddress }) });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  get received(): string {
    return this.#received.toString('latin1');
  }

  get bytes(): Buffer {
    return this.#received;
  }

  get wasReset(): boolean {
    return (this.#error as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET';
  }

  send(text: string | Buffer): void {
    this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** Waits until what was received holds `marker`; rejects when the connection ends without it. */
  async until(marker: string): Promise<string> {
    while (!this.received.includes(marker)) {
      if (this.#ended) throw new Error(`closed before ${JSON.stringify(marker)}; received ${JSON.stringify(this.received)}`);
      await this.#change();
    }
    return this.received;
  }

  /** Waits for at least this many bytes. */
  async untilBytes(count: number): Promise<Buffer> {
    while (this.#received.length < count) {
      if (this.#ended) throw new Error(`closed after ${this.#received.length} of ${count} bytes`);
      await this.#change();
    }
    return this.#received;
  }

  /** Waits for the end of the connection, and gives back everything received. */
  async untilClosed(): Promise<string> {
    while (!this.#ended) await this.#change();
    return this.received;
  }

  /** Forgets what was received so far. */
  clear(): void {
    this.#received = Buffer.alloc(0);
  }

  close(): void {
    this.socket.destroy();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }
}

/** Sends bytes to a port and gives back all that comes until the connection ends. */
export async function exchangeRaw(port: number, text: string): Promise<string> {
  const client = await RawClient.open(port);
  client.send(text);
  const received = await client.untilClosed();
  client.close();
  return received;
}

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** Opens a tunnel on a client's connection; throws when the proxy answers anything but 200. */
export async function openTunnel(client: RawClient, authority: string): Promise<void> {
  client.send(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: Basic x\r\n\r\n`);
  const answer = await client.until('\r\n\r\n');
  if (answer !== ESTABLISHED) throw new Error(`the tunnel was not opened: ${JSON.stringify(answer)}`);
  client.clear();
}

/** The body of a response in raw bytes. */
export function bodyOf(response: string): string {
  return response.slice(response.indexOf('\r\n\r\n') + 4);
}

/** The status line's number. */
export function statusOf(response: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(response)?.[1] ?? 0);
}
