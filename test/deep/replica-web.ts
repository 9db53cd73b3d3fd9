import { once } from 'node:events';
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { leaf, newChain } from '../proxy/tls/test-authorities.ts';

export interface ReplicaWeb {
  /** Of the proxy that stands for everything beyond this machine. */
  readonly port: number;
  /** The hosts that connections came for since the last call. */
  arrivals(): Set<string>;
  close(): Promise<void>;
}

/**
 * The web in one process on loopback: whatever host a CONNECT names is answered here, over TLS, with a page that loads a script, a
 * picture and data from other hosts. No name is ever looked up. `hostsOf`: what the page of a host loads from.
 */
export async function openReplicaWeb(hostsOf: (page: string) => readonly string[]): Promise<ReplicaWeb> {
  const { root } = newChain();
  const sites = createServer(leaf({ hosts: ['replica.test'], signedBy: root }), (request, response) => answer(request, response, hostsOf));
  const sockets = new Set<Socket>();
  let arrived = new Set<string>();
  const way = createProxy();
  way.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket))));
  way.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    arrived.add((request.url ?? '').replace(/:\d+$/, ''));
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    sites.emit('connection', socket);
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  return {
    port: (way.address() as AddressInfo).port,
    arrivals() {
      const seen = arrived;
      arrived = new Set();
      return seen;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => way.close(done));
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, hostsOf: (page: string) => readonly string[]): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cache-control', 'no-store');
  switch (request.url) {
    case '/script.js':
      return void response.setHeader('content-type', 'text/javascript').end('window.scripts = (window.scripts ?? 0) + 1;');
    case '/picture.svg':
      return void response.setHeader('content-type', 'image/svg+xml').end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
    case '/data.json':
      return void response.setHeader('content-type', 'application/json').end('{}');
    case '/endless':
      return void response.write('and on it goes\n');
    default:
      response.setHeader('content-type', 'text/html').end(pageOf(hostsOf(request.headers.host ?? '')));
  }
}

/** `outcomes`: of each host whether its script, picture and data came. `endless`: ends when what never ends has ended. */
function pageOf(hosts: readonly string[]): string {
  return `<!doctype html><title>the whole page</title><link rel="icon" href="data:,"><script>
const element = (name, attribute, url) => new Promise((done, failed) => {
  const one = Object.assign(document.createElement(name), { onload: done, onerror: failed });
  one[attribute] = url;
  document.head.append(one);
});
const came = async (loads) => (await Promise.allSettled(loads)).map(({ status }) => status === 'fulfilled');
const load = async (host) => [host, await came([
  element('script', 'src', 'https://' + host + '/script.js'),
  element('img', 'src', 'https://' + host + '/picture.svg'),
  fetch('https://' + host + '/data.json').then((answer) => answer.json()),
])];
window.outcomes = Promise.all(${JSON.stringify(hosts)}.map(load)).then(Object.fromEntries);
window.endless = fetch('/endless').then(async ({ body }) => { for await (const piece of body) window.hasBegun = true; });
window.hasEnded = window.endless.then(() => true, () => true);
</script>`;
}
