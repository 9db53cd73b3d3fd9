import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { OwnAnswer } from './block/answer.ts';

/** Where an answer of our own goes: a response, or the bare socket of a CONNECT or Upgrade. */
export interface Reply {
  /** False when the client is gone. */
  readonly wanted: boolean;
  /** Sends the answer. Nothing was sent before. */
  send(answer: OwnAnswer): void;
}

/** A body this small is read and thrown away to keep the connection; a larger one is not worth reading to the end. */
const WORTH_READING_BYTES = 1024 * 1024;

export function responseReply(request: IncomingMessage, response: ServerResponse, closing: boolean): Reply {
  return {
    get wanted() {
      return !response.destroyed;
    },
    send(answer) {
      const close = closing || !mayKeepConnection(request);
      response.writeHead(answer.status, { ...answer.headers, ...(close && { Connection: 'close' }) });
      response.end(answer.body);
    },
  };
}

/** After `Expect` nobody can tell whether the body still comes (RFC 9110 section 10.1.1), so that connection ends. */
function mayKeepConnection(request: IncomingMessage): boolean {
  if (request.complete) return true;
  if (request.headers.expect !== undefined || request.headers['transfer-encoding'] !== undefined) return false;
  return Number(request.headers['content-length'] ?? 0) <= WORTH_READING_BYTES;
}

/** `onSent` is called when the answer is on its way: nothing else will follow it. */
export function socketReply(socket: Socket, onSent: () => void): Reply {
  return {
    get wanted() {
      return socket.writable;
    },
    send(answer) {
      socket.end(Buffer.concat([Buffer.from(rawHead(answer), 'latin1'), answer.body]));
      // What the client still sends is read and dropped: unread bytes would turn the close into a reset that overtakes the answer.
      socket.resume();
      socket.setTimeout(LINGER_MS, () => socket.destroy());
      onSent();
    },
  };
}

/** How long a client may take to read a refusal and close. */
const LINGER_MS = 5_000;

function rawHead(answer: OwnAnswer): string {
  const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Refused'}\r\n`;
  return `${status}${lines.join('')}Connection: close\r\n\r\n`;
}
