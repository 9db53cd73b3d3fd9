import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  /** The client's own address: another pupil's computer on loopback. */
  readonly from?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps connections; without one each question has its own. */
  readonly agent?: Agent;
}

export const PAGE = { accept: 'text/html,application/xhtml+xml' } as const;

/** Asks a port for `target`, which is a whole URL for a proxy. Follows no redirect. */
export function ask(port: number, target: string, { from, method = 'GET', headers = {}, body, agent }: Question = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    const host = URL.canParse(target) ? new URL(target).host : `127.0.0.1:${port}`;
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: target,
      method,
      headers: { host, ...headers },
      agent: agent ?? false,
      ...(from !== undefined && { localAddress: from }),
    });
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      let received = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        received += chunk;
      });
      response.on('error', fail);
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body: received }));
    });
    outgoing.end(body);
  });
}

export interface Tunnel extends Answer {
  readonly socket: Socket;
}

/** A CONNECT, and what it was answered. The caller closes the socket. */
export function connectThrough(proxyPort: number, authority: string, { from, headers = {} }: Question = {}): Promise<Tunnel> {
  return new Promise((done, fail) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: proxyPort,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...headers },
      agent: false,
      ...(from !== undefined && { localAddress: from }),
    });
    outgoing.on('error', fail);
    outgoing.on('connect', (response, socket, head) => {
      socket.on('error', () => {});
      done({ status: response.statusCode ?? 0, headers: response.headers, body: head.toString('utf8'), socket });
    });
    outgoing.end();
  });
}

/** One connection that is kept, as a browser keeps it. */
export function keptConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

export function basic(user: string, password: string): { 'proxy-authorization': string } {
  return { 'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
