import type { Socket } from 'node:net';
import type { HttpVector } from '../vectors/http/vector.ts';
import { framedOrigin } from './framed-origin.ts';
import { RawClient } from './raw-client.ts';

/** What was seen at both ends. */
export interface Exchange {
  /** By connection, sorted; those that carried nothing are left out. */
  readonly upstream: readonly string[];
  readonly answer: string;
  /** The proxy closed before the client did. */
  readonly closedByProxy: boolean;
}

/** How long nothing may come before an exchange counts as over, when what is awaited does not come. */
const QUIET_MS = 1_500;

/**
 * Plays a vector against a proxy, named by its port, that resolves `.test` names to this machine. It is over when the connection is closed,
 * when `isOver` says so of what came back, or when nothing more comes.
 */
export async function play(
  vector: HttpVector,
  proxyFor: (originPort: number) => number | Promise<number>,
  isOver: (answer: string) => boolean,
  quietMs = QUIET_MS,
): Promise<Exchange> {
  const { origin: answers = '', client: steps } = vector;
  const origin = await framedOrigin(typeof answers === 'string' ? [answers] : answers);
  const client = await RawClient.open(await proxyFor(origin.port));
  const authority = `site.test:${origin.port}`;
  const seen = (): string => normalised(client.received, authority);
  const settled = (over: () => boolean): Promise<unknown> => settle(client, over, quietMs);
  for (const step of typeof steps === 'string' ? [steps] : steps) {
    if (typeof step === 'string') client.send(step.replaceAll('{origin}', authority));
    else await settled(() => step.test(client.received));
  }
  await settled(() => isOver(seen()));
  const closedByProxy = client.socket.readableEnded || client.socket.destroyed;
  client.socket.end();
  await settled(() => false);
  const upstream = origin.came
    .filter((text) => text !== '')
    .map((text) => normalised(text, authority))
    .toSorted();
  client.close();
  await origin.close();
  return { upstream, answer: seen(), closedByProxy };
}

async function settle({ socket }: RawClient, over: () => boolean, quietMs: number): Promise<void> {
  while (!over() && !socket.readableEnded && !socket.destroyed) if (!(await changes(socket, quietMs))) return;
}

/** Whether anything comes within the time. */
function changes(socket: Socket, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settled = (came: boolean): void => {
      clearTimeout(timer);
      for (const event of ['data', 'end', 'close']) socket.off(event, somethingCame);
      resolve(came);
    };
    const somethingCame = (): void => settled(true);
    const timer = setTimeout(() => settled(false), withinMs);
    for (const event of ['data', 'end', 'close']) socket.on(event, somethingCame);
  });
}

function normalised(text: string, authority: string): string {
  return text
    .replaceAll(authority, '{origin}')
    .replace(/Schoolgate-Decision: \S+/g, 'Schoolgate-Decision: {id}')
    .replace(/\r\nDate: [^\r]+/g, '\r\nDate: {now}')
    .replaceAll('Connection: close\r\nDate: {now}\r\n', 'Date: {now}\r\nConnection: close\r\n');
}
