import { isIP } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { answerLine } from './answer.ts';
import type { MailSender, OutgoingMail, SendResult } from './send-result.ts';

/** Slow but alive servers, greylisting delays among them, answer within these; nobody waits longer for an alert. */
const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_MS = 30_000;
/** For a server that trickles: no single silence, but no end. Less than the time after which a row counts as stuck. */
const WHOLE_SEND_MS = 60_000;
const MAX_CONNECTIONS = 10;

export interface MailServerOptions {
  /** `smtp:` (verified STARTTLS, except towards loopback) or `smtps:` (TLS from the start); user and password percent-encoded. */
  readonly url: string;
  /** `Name <address>`. */
  readonly from: string;
  /** PEM roots to trust instead of the system's, for tests. */
  readonly ca?: string;
  readonly silenceMs?: number;
  /** What the server takes in a minute; kept to by the queue. */
  readonly mostPerMinute?: number | undefined;
}

/** Opens a pool of connections to the mail server; connects with the first message. Throws when the URL is not one. */
export function openMailSender(options: MailServerOptions): MailSender {
  return new SmtpSender(options);
}

class SmtpSender implements MailSender {
  readonly #transport: Transporter<{ readonly response?: string }>;
  readonly #from: string;
  readonly #envelopeFrom: string;

  constructor(options: MailServerOptions) {
    this.#transport = createTransport({
      ...serverOf(options),
      pool: true,
      maxConnections: MAX_CONNECTIONS,
      maxMessages: 100,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: options.silenceMs ?? SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.#watchLastByte();
    this.#from = options.from;
    this.#envelopeFrom = addressOf(options.from);
  }

  close(): void {
    this.#transport.close();
  }

  async send(mail: OutgoingMail): Promise<SendResult> {
    let isHandedOver = false;
    const message: SendMailOptions & { readonly signal: AbortSignal; readonly onHandedOver: (handedOver: boolean) => void } = {
      ...this.#messageOf(mail),
      signal: AbortSignal.timeout(WHOLE_SEND_MS),
      onHandedOver: (handedOver) => {
        isHandedOver = handedOver;
      },
    };
    try {
      const { response } = await this.#transport.sendMail(message);
      return { kind: 'accepted', answer: answerLine(response ?? '') };
    } catch (error) {
      return resultOf(error, isHandedOver);
    }
  }

  /** The library's errors do not say whether the message had left: the end of its stream does, for each attempt anew. */
  #watchLastByte(): void {
    this.#transport.use('stream', (mail, done) => {
      const data: SendMailOptions & { readonly onHandedOver?: (handedOver: boolean) => void } = mail.data;
      mail.message.transform(() => {
        data.onHandedOver?.(false);
        return new Gathered().once('end', () => data.onHandedOver?.(true));
      });
      done();
    });
  }

  #messageOf(mail: OutgoingMail): SendMailOptions {
    return {
      from: this.#from,
      to: { name: '', address: mail.to },
      envelope: { from: this.#envelopeFrom, to: [mail.to] },
      messageId: `<${mail.deliveryId}@${this.#envelopeFrom.split('@')[1] ?? 'localhost'}>`,
      ...(mail.replyTo !== undefined && { replyTo: mail.replyTo }),
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: {
        // RFC 3834: no out-of-office answer, no mail loop.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        ...(mail.isRepeat && { 'X-Schoolgate-Repeat': 'possible' }),
      },
    };
  }
}

/** Hands a message on in one piece: the library makes it of dozens, each a write to the socket. */
class Gathered extends Transform {
  readonly #pieces: Buffer[] = [];

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    this.#pieces.push(piece);
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.concat(this.#pieces));
  }
}

/** Only these parts of the URL count: its query could switch verification off. */
function serverOf({ url, ca }: MailServerOptions) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTlsFromStart = protocol === 'smtps:';
  return {
    host,
    port: port === '' ? (isTlsFromStart ? 465 : 587) : Number(port),
    secure: isTlsFromStart,
    requireTLS: !isTlsFromStart && !isLoopback(host),
    ignoreTLS: !isTlsFromStart && isLoopback(host),
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function addressOf(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
}

function resultOf(error: unknown, isHandedOver: boolean): SendResult {
  const { code, command, response, responseCode } = error as Partial<Record<'code' | 'command' | 'response', string>> & {
    readonly responseCode?: number;
  };
  if (responseCode === undefined) {
    const answer = `no answer (${code ?? 'unknown'})`;
    return { kind: isHandedOver ? 'in-doubt' : 'failed', answer };
  }
  const answer = answerLine(response ?? String(responseCode));
  // 5xx to the recipient or the message is about this delivery; 5xx to anything else is about the server or our account.
  const isFinal = responseCode >= 500 && (command === 'RCPT TO' || (command === 'DATA' && code === 'EMESSAGE'));
  return { kind: isFinal ? 'refused' : 'failed', answer };
}
