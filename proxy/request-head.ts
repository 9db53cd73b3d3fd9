import type { IncomingHttpHeaders } from 'node:http';
import type { Wire } from '../outbound/wire.ts';

/** What is known of a request from its head, whichever parser read it. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly httpVersionMinor: number;
  /** By lower-case name; Node's rules for repeated ones. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** The whole body has come, or there is none. */
  readonly complete: boolean;
}

/** The client's side of an answer, whoever writes it. */
export interface ClientResponse {
  readonly destroyed: boolean;
  readonly headersSent: boolean;
  readonly writable: boolean;
  readonly writableEnded: boolean;
  /** All of it is with the kernel. */
  readonly writableFinished: boolean;
  readonly chunkedEncoding: boolean;
  readonly socket: Wire | null;
  writeContinue(): void;
  writeInformation(status: number, fields: string[]): void;
  writeHead(status: number, reason: string, fields: string[]): unknown;
  /** Sends the head by itself. */
  flushHeaders(): void;
  /** False when the client must be waited for. */
  write(chunk: Buffer): boolean;
  end(chunk?: Buffer): unknown;
  addTrailers(fields: [string, string][]): void;
  destroy(): unknown;
  on(event: 'drain', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}
