import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines in the order they came; whoever waits for one is told when it comes. */
export class Lines {
  readonly all: string[] = [];
  readonly #waiting = new Set<() => void>();

  push(line: string): void {
    this.all.push(line);
    for (const look of [...this.#waiting]) look();
  }

  /** The first line from index `from` on that fits, now or later. The test's own time limit bounds the wait. */
  next(pattern: RegExp, from = 0): Promise<string> {
    return new Promise((done) => {
      const look = (): void => {
        const found = this.all.slice(from).find((line) => pattern.test(line));
        if (found === undefined) return;
        this.#waiting.delete(look);
        done(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export interface LineHub {
  /** Path of the socket that processes under test write their lines to. */
  readonly path: string;
  readonly lines: Lines;
  /** Writes a line to every process connected. */
  say(line: string): void;
  close(): Promise<void>;
}

/** A place where processes under test report what they do. */
export async function openLineHub(): Promise<LineHub> {
  const folder = mkdtempSync(join(tmpdir(), 'sg-hub-'));
  const path = join(folder, 'hub.sock');
  const lines = new Lines();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => lines.push(line));
  });
  await new Promise<void>((done) => server.listen(path, done));
  return {
    path,
    lines,
    say: (line) => {
      for (const socket of sockets) socket.write(`${line}\n`);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
