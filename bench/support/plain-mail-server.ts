import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** An SMTP server on loopback that takes everything and notes when, at as little cost as it can. */
export class PlainMailServer {
  /** By delivery: when the whole of its message was here. */
  readonly receivedAt = new Map<string, number>();
  readonly #server: SMTPServer;
  #wake: () => void = () => {};

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onData: (stream, _session, done) => {
        const take = (message: Buffer) => {
          const head = message.subarray(0, 2_000).toString('latin1');
          this.receivedAt.set(/^Message-ID: <(\w+)@/im.exec(head)?.[1] ?? '', Date.now());
          done(null, 'taken');
          this.#wake();
        };
        // A client that is killed takes its stream with it.
        buffer(stream).then(take, () => {});
      },
    });
  }

  static async start(): Promise<PlainMailServer> {
    const mail = new PlainMailServer();
    mail.#server.listen(0, '127.0.0.1');
    mail.#server.on('error', () => {}); // clients that are killed
    await once(mail.#server.server, 'listening');
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** Resolves once messages of so many deliveries are here. */
  until(deliveries: number): Promise<void> {
    return new Promise((done) => {
      this.#wake = () => this.receivedAt.size >= deliveries && done();
      this.#wake();
    });
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(done));
  }
}
