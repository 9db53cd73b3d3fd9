import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server on loopback, so that no test depends on the one of the machine it runs on. */
export interface NameServer {
  /** `address:port`. */
  readonly address: string;
  /** Names that were asked for, in lower case, oldest first. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;

/** Knows the IPv4 addresses in `hosts`, and says of every other name that it does not exist (RFC 1035 section 4). */
export async function openNameServer(hosts: Readonly<Record<string, string>> = {}): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { address, port }) => {
    const { name, type, end } = questionOf(query);
    asked.push(name);
    const ip = hosts[name];
    const answer = ip !== undefined && type === TYPE_A ? addressRecord(ip) : Buffer.alloc(0);
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    header.writeUInt16BE(ip === undefined ? 0x8183 : 0x8180, 2); // a response, recursion available; 3: no such name
    header.writeUInt16BE(answer.length > 0 ? 1 : 0, 6);
    header.writeUInt32BE(0, 8);
    socket.send(Buffer.concat([header, query.subarray(HEADER_BYTES, end), answer]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}

function questionOf(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** Of the name asked for (a pointer to it), for a minute. */
function addressRecord(ip: string): Buffer {
  return Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, ...ip.split('.').map(Number)]);
}
