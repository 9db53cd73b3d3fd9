import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

const MOST_BYTES = 4 * 1024 * 1024;

export interface MailSink {
  readonly url: string;
  close(): void;
}

/** A mail server on loopback that sends nothing on: it takes every mail and keeps it as a file. As much of RFC 5321 as that needs. */
export async function startMailSink(folder: string): Promise<MailSink> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sockets = new Set<Socket>();
  let mails = 0;
  const keep = (mail: string) => {
    const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${++mails}.eml`;
    writeFileSync(join(folder, name), mail, { mode: 0o600, encoding: 'latin1' });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(socket, keep);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const END = '\r\n.\r\n';

/** `pending` holds what has not been understood yet: commands a line each, after DATA everything up to a line with a dot. */
function converse(socket: Socket, keep: (mail: string) => void): void {
  let pending = '';
  let isData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say('220 demo.example.org ESMTP');
  socket.on('data', (bytes: Buffer) => {
    pending += bytes.toString('latin1');
    if (pending.length > MOST_BYTES) {
      socket.destroy();
      return;
    }
    for (let end = endOf(pending, isData); end >= 0; end = endOf(pending, isData)) {
      const text = pending.slice(0, end);
      pending = pending.slice(end + (isData ? END.length : 2));
      if (isData) {
        // A line of the mail that begins with a dot was given a second one (section 4.5.2).
        keep(`${text.replaceAll('\r\n..', '\r\n.')}\r\n`);
        isData = false;
        say('250 2.0.0 Kept in the demo');
        continue;
      }
      const verb = text.slice(0, 4).toUpperCase();
      isData = verb === 'DATA';
      say(REPLIES[verb] ?? '250 2.0.0 Ok');
      if (verb === 'QUIT') socket.end();
    }
  });
}

const REPLIES: Readonly<Record<string, string>> = { EHLO: '250 demo.example.org', DATA: '354 Go on', QUIT: '221 2.0.0 Bye' };

function endOf(text: string, isData: boolean): number {
  return text.indexOf(isData ? END : '\r\n');
}
