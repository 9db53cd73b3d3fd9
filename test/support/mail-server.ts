import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** When the whole of it was here. */
  readonly at: number;
  readonly raw: string;
  /** Parsed as a mail program would. */
  readonly mail: Email;
}

/**
 * What the server does with a message. `refuse`: 550 to its recipient; `defer`: 451; `drop-after-data`: takes the last byte and
 * hangs up without a word, the message counts as received all the same; `lose-after-data`: the same, and it does not; a number:
 * milliseconds to think before the answer.
 */
export type Behaviour = 'accept' | 'refuse' | 'defer' | 'drop-after-data' | 'lose-after-data' | number;

/** A real SMTP server on loopback that keeps what it is sent. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Asked for each recipient, in turn, and again for each message, whose Message-ID is known by then. */
  behaviour: (to: string, attempt: number, messageId?: string) => Behaviour = () => 'accept';
  readonly #attempts = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  readonly #options: SMTPServerOptions;
  #server: SMTPServer | undefined;
  #port = 0;

  private constructor(options: SMTPServerOptions) {
    this.#options = options;
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await server.listen();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the port it had before. */
  async listen(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', ...(this.#options.key === undefined ? ['STARTTLS'] : [])],
      disableReverseLookup: true,
      closeTimeout: 100,
      onRcptTo: ({ address }, _session, done) => {
        const attempt = (this.#attempts.get(address) ?? 0) + 1;
        const behaviour = this.behaviour(address, attempt);
        if (behaviour === 'refuse' || behaviour === 'defer') this.#attempts.set(address, attempt);
        if (behaviour === 'refuse') done(answer(550, `no such mailbox <${address}>`));
        else if (behaviour === 'defer') done(answer(451, 'come back later'));
        else done();
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void this.#take(Buffer.concat(chunks), session.envelope, session.remotePort, done));
      },
      ...this.#options,
    });
    server.on('error', () => {});
    this.#server = server;
    await new Promise<void>((done) => server.listen(this.#port, '127.0.0.1', done));
    this.#port = (server.server.address() as AddressInfo).port;
  }

  /** Hangs up on everybody and refuses connections until `listen`. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((done) => server.close(done));
  }

  to(address: string): ReceivedMail[] {
    return this.received.filter((mail) => mail.to.includes(address));
  }

  /** Resolves once `fits`, which is asked now and after each message. */
  async until(fits: () => boolean, limitMs = 15_000): Promise<void> {
    if (fits()) return;
    let check = () => {};
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((done, fail) => {
        check = () => fits() && done();
        this.#waiting.add(check);
        timer = setTimeout(
          () => fail(new Error(`not within ${limitMs} ms; received: ${this.received.map(({ to }) => to).join(' ')}`)),
          limitMs,
        );
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  async #take(
    raw: Buffer,
    envelope: { readonly mailFrom: false | { readonly address: string }; readonly rcptTo: readonly { readonly address: string }[] },
    remotePort: number,
    done: (error?: Error | null, message?: string) => void,
  ): Promise<void> {
    const to = envelope.rcptTo.map(({ address }) => address);
    const [first = ''] = to;
    const attempt = (this.#attempts.get(first) ?? 0) + 1;
    this.#attempts.set(first, attempt);
    const mail = await PostalMime.parse(raw);
    const behaviour = this.behaviour(first, attempt, mail.messageId);
    const received = {
      from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      to,
      at: Date.now(),
      raw: raw.toString('utf8'),
      mail,
    };
    if (behaviour !== 'lose-after-data') this.received.push(received);
    for (const check of [...this.#waiting]) check();
    if (behaviour === 'drop-after-data' || behaviour === 'lose-after-data') this.#hangUp(remotePort);
    else if (typeof behaviour === 'number') setTimeout(() => done(null, 'taken'), behaviour);
    else done(null, 'taken');
  }

  #hangUp(remotePort: number): void {
    const server = this.#server;
    assert.ok(server !== undefined);
    for (const connection of server.connections as Set<{ readonly _socket: { readonly remotePort: number; destroy(): void } }>) {
      if (connection._socket.remotePort === remotePort) connection._socket.destroy();
    }
  }
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
