import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { RequestMail } from '../../config/schema/request-mail.ts';
import { parseAddressRange, parseIpAddress, rangeContains } from '../../core/address.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { readApart } from '../apart.ts';
import type { MailTaken } from '../services/mailed-request.ts';
import type { IncomingMail } from './incoming-mail.ts';

export interface MailListenerOptions {
  readonly settings: RequestMail;
  /** Resolves when what the mail asked for is stored. */
  readonly take: (mail: IncomingMail) => Promise<MailTaken>;
  readonly logger: Logger;
  /** With it TLS is offered (STARTTLS). */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

export interface MailListener {
  readonly port: number;
  close(): Promise<void>;
}

/** A mail with somebody's logo and a screenshot; what hangs on it is not read. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_CONNECTIONS = 10;
/** More than people ask; less than a loop between two machines would make. */
const MOST_A_MINUTE = 60;
const SILENCE_MS = 60_000;
const CLOSE_WITHIN_MS = 3_000;
const MAIL_THREAD = new URL('./mail-thread.ts', import.meta.url);

type Done = (error?: Error | null, message?: string) => void;

/**
 * Takes mails for one address from the school's own mail servers, and from nobody else. A mail is answered 250 only when what it asks for
 * is stored; 4xx where it could not be, so that the server keeps it and comes again; 5xx where it will never be taken. Rejects where the
 * port is taken.
 */
export async function openMailListener(options: MailListenerOptions): Promise<MailListener> {
  const server = new SMTPServer(optionsOf(options));
  server.on('error', (error) => options.logger.warn({ problem: error.message }, 'a connection for requests by e-mail failed'));
  const { host, port } = options.settings;
  const listening = once(server.server, 'listening');
  server.listen(port, host);
  await listening;
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

function optionsOf(options: MailListenerOptions): SMTPServerOptions {
  const { settings, tls, nowMs } = options;
  const relays = settings.relays.flatMap((text) => parseAddressRange(text) ?? []);
  const isTooFast = perMinute(nowMs);
  return {
    banner: 'Schoolgate',
    authOptional: true,
    disabledCommands: tls === undefined ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    ...tls,
    size: MOST_BYTES,
    maxClients: MOST_CONNECTIONS,
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_WITHIN_MS,
    disableReverseLookup: true,
    onConnect({ remoteAddress }, done) {
      const ip = parseIpAddress(remoteAddress);
      const isRelay = ip !== undefined && relays.some((range) => rangeContains(range, ip));
      done(isRelay ? null : answer(554, '5.7.1 This address does not deliver here'));
    },
    onRcptTo({ address }, _session, done) {
      if (address.toLowerCase() !== settings.address.toLowerCase()) done(answer(550, '5.1.1 No such mailbox here'));
      else if (isTooFast()) done(answer(451, '4.7.1 Too many at once, come again later'));
      else done();
    },
    onData: (stream, session, done) => void receive(stream, session, done, options),
  };
}

/** Whether one more is too many for this minute. */
function perMinute(nowMs: () => number): () => boolean {
  let began = nowMs();
  let count = 0;
  return () => {
    if (nowMs() - began >= 60_000) {
      began = nowMs();
      count = 0;
    }
    count++;
    return count > MOST_A_MINUTE;
  };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done, options: MailListenerOptions): Promise<void> {
  try {
    const raw = await whole(stream);
    if (raw === null) return done(answer(552, `5.3.4 Larger than ${MOST_BYTES} bytes`));
    // A report about a mail, from nobody: what is answered to it could come back for ever.
    const { mailFrom } = session.envelope;
    if (mailFrom === false || mailFrom.address === '') return done(null, '2.0.0 Reports are not read');
    const mail = await readApart<IncomingMail>(MAIL_THREAD, raw);
    if (mail === undefined) return done(answer(554, '5.6.0 This mail cannot be read'));
    const taken = await options.take(mail);
    if (taken.kind === 'refused') done(answer(550, `5.7.1 ${oneLine(taken.words)}`));
    else done(null, taken.kind === 'ignored' ? '2.0.0 Automatic mails are not read' : `2.0.0 ${taken.kind} ${taken.request}`);
  } catch (error) {
    options.logger.error({ err: error }, 'a request by e-mail could not be stored; the mail server keeps it');
    done(answer(451, '4.3.0 Could not be stored, come again later'));
  }
}

/** Null where it is larger than is taken; it is read to its end all the same. */
async function whole(stream: SMTPServerDataStream): Promise<Buffer | null> {
  let pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) {
    if (stream.sizeExceeded) pieces = [];
    else pieces.push(piece);
  }
  return stream.sizeExceeded ? null : Buffer.concat(pieces);
}

/** SMTP speaks in lines of ASCII. */
function oneLine(words: string): string {
  return words
    .replace(/[“”]/g, '"')
    .replace(/’/g, "'")
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 200);
}

function answer(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
