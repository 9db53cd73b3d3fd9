import { createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import { BareSocket, type OwnBuffers, type WireEvents } from '../../outbound/bare-socket.ts';
import { listeningHandle } from '../../outbound/node-handles.ts';
import { acceptBare } from '../../proxy/accept.ts';
import { bareConnections, LOOPBACK } from '../support/bare-pair.ts';

const { closing, listening, accepted: acceptedPair } = bareConnections();
const LARGE = Buffer.alloc(16 * 1024 * 1024, 'x');

/** Writes down what it is told. */
class Heard implements WireEvents {
  readonly told: string[] = [];
  bytes = 0;
  #waiting: { readonly for: () => boolean; readonly done: () => void }[] = [];

  came(bytes: Buffer): void {
    this.bytes += bytes.length;
    this.#tell(bytes.length > 100 ? 'many' : `came ${bytes}`);
  }
  saidAll(): void {
    this.#tell('said all');
  }
  drained(): void {
    this.#tell('drained');
  }
  closed(hadError: boolean): void {
    this.#tell(hadError ? 'closed by an error' : 'closed');
  }

  #tell(what: string): void {
    this.told.push(what);
    this.#waiting = this.#waiting.filter((each) => {
      if (each.for()) each.done();
      return !each.for();
    });
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((done) => (condition() ? done() : this.#waiting.push({ for: condition, done })));
  }

  hears(what: string): Promise<void> {
    return this.until(() => this.told.includes(what));
  }
}

async function accepted(): Promise<{ bare: BareSocket; heard: Heard; peer: Socket }> {
  const { bare, peer } = await acceptedPair();
  const heard = new Heard();
  bare.events = heard;
  return { bare, heard, peer };
}

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const closeOf = (socket: Socket): Promise<boolean> => new Promise((done) => socket.once('close', done));
const endOf = (socket: Socket): Promise<void> => new Promise((done) => socket.once('end', () => done()).resume());

describe('an accepted connection', () => {
  it('begins paused, knows its peer, and counts', async () => {
    const { bare, heard, peer } = await accepted();
    expect([bare.isPaused(), bare.remoteAddress, bare.bytesRead]).toEqual([true, LOOPBACK, 0]);
    bare.resume();
    peer.write('hello');
    await heard.hears('came hello');
    const answer = new Promise<string>((done) => peer.once('data', (bytes) => done(String(bytes))));
    expect(bare.write('w\u00e4rme', 'latin1')).toBe(true);
    expect(await answer).toBe(Buffer.from('w\u00e4rme', 'latin1').toString());
    expect([bare.bytesRead, bare.bytesWritten, bare.writableLength]).toEqual([5, 5, 0]);
  });

  it('leaves what came as it came, whatever others bring', async () => {
    const kept: Buffer[] = [];
    for (const text of ['of the first', 'of another', 'a'.repeat(10_000)]) {
      const { bare, heard, peer } = await accepted();
      const came = heard.came.bind(heard);
      heard.came = (bytes) => {
        kept.push(bytes);
        came(bytes);
      };
      bare.resume();
      peer.write(text);
      await heard.until(() => heard.bytes === text.length);
    }
    expect(String(Buffer.concat(kept))).toBe(`of the firstof another${'a'.repeat(10_000)}`);
  });

  it('keeps what comes while it is paused, and its end behind it', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume().pause();
    peer.end('first');
    await new Promise((done) => peer.once('finish', done));
    // Read by now, as the peer's answer to this was.
    const other = await accepted();
    other.bare.resume();
    other.peer.write('x');
    await other.heard.hears('came x');
    expect(heard.told).toEqual([]);
    bare.resume();
    expect(heard.told).toEqual([]);
    await heard.hears('said all');
    expect(heard.told).toEqual(['came first', 'said all']);
    bare.pause().resume();
    bare.end();
    await heard.hears('closed');
    expect(heard.told).toEqual(['came first', 'said all', 'closed']);
  });

  it('is half-open when either side has ended', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume();
    peer.end('last');
    await heard.hears('said all');
    expect([bare.readableEnded, bare.writable, bare.destroyed]).toEqual([true, true, false]);
    const answer = new Promise<string>((done) => peer.once('data', (bytes) => done(String(bytes))));
    bare.write(Buffer.from('answer'));
    expect(await answer).toBe('answer');
    bare.end();
    await heard.hears('closed');
  });

  it('says when it is full and when it has drained, and ends behind what waits', async () => {
    const { bare, heard, peer } = await accepted();
    peer.pause();
    let sent = 0;
    expect(bare.write(LARGE, 'latin1', (error) => (sent += error == null ? 1 : 100))).toBe(false);
    expect(bare.write('', 'latin1', () => sent++)).toBe(false);
    expect(bare.writeAll([Buffer.from('a'), LARGE, Buffer.from('b')])).toBe(false);
    expect(bare.writableLength).toBe(2 * LARGE.length + 2);
    bare.destroySoon();
    expect([bare.destroyed, bare.writable, bare.writableEnded]).toEqual([false, false, true]);
    let read = 0;
    peer.on('data', (bytes: Buffer) => (read += bytes.length));
    await endOf(peer);
    await heard.hears('closed');
    expect([read, sent, bare.writableLength]).toEqual([2 * LARGE.length + 2, 2, 0]);
    expect(heard.told).toEqual(['drained', 'closed']);
  });

  it('is closed for good: nothing is told or taken afterwards', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume();
    expect(bare.write(LARGE)).toBe(false);
    const failed = new Promise((done) => bare.write('', 'latin1', done));
    peer.write('unread');
    bare.destroy().destroy();
    bare.resume().pause().end('x');
    bare.destroySoon();
    await heard.hears('closed');
    expect(await failed).toBeInstanceOf(Error);
    expect(await new Promise((done) => bare.write('x', 'latin1', done))).toBeInstanceOf(Error);
    expect(bare.writeAll([LARGE])).toBe(false);
    expect(heard.told).toEqual(['closed']);
  });

  it('tells of a reset, and resets', async () => {
    const first = await accepted();
    first.bare.resume();
    first.peer.resetAndDestroy();
    await first.heard.hears('closed by an error');
    const second = await accepted();
    second.bare.resetAndDestroy();
    const hadError = await closeOf(second.peer.resume());
    await second.heard.hears('closed');
    expect(hadError).toBe(true);
  });

  it('is closed, not reset, when its end is on its way', async () => {
    const { bare, heard, peer } = await accepted();
    bare.end();
    bare.resetAndDestroy();
    await heard.hears('closed');
    expect(await closeOf(peer.resume().end())).toBe(false);
  });

  it('hears of a reset behind what it holds', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume().pause();
    peer.write('x');
    while (bare.bytesRead === 0) await turn();
    peer.resetAndDestroy();
    await heard.hears('closed by an error');
    expect(heard.told).toEqual(['closed by an error']);
  });

  it('holds no more than a read or two', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume().pause();
    peer.write(LARGE);
    while (bare.bytesRead < 65_536) await turn();
    for (let i = 0; i < 20; i++) await turn();
    expect(bare.bytesRead).toBeLessThanOrEqual(131_072);
    bare.resume();
    await heard.until(() => heard.bytes === LARGE.length);
  });

  it('says that a write failed which is refused at once', async () => {
    const { bare, heard, peer } = await accepted();
    peer.resetAndDestroy();
    await closeOf(peer);
    let failed: Error | null | undefined;
    while (!bare.destroyed) {
      failed = await new Promise((done) => bare.write('x', 'latin1', done));
      await turn();
    }
    expect(failed).toBeInstanceOf(Error);
    await heard.hears('closed by an error');
  });

  it('fails when the other side is gone while it writes', async () => {
    const { bare, heard, peer } = await accepted();
    peer.pause();
    bare.write(LARGE);
    peer.resetAndDestroy();
    await heard.hears('closed by an error');
    expect(heard.told).not.toContain('drained');
  });
});

it('a connection that cannot be accepted is an error of the server', async () => {
  const server = createServer();
  await listening(server);
  acceptBare(server, () => {});
  const failed = new Promise<Error & { code?: string }>((done) => server.once('error', done));
  // UV_EMFILE
  listeningHandle(server).onconnection(-24);
  expect(await failed).toMatchObject({ code: 'EMFILE' });
});

describe('as a socket of Node’s', () => {
  it('goes on where it was', async () => {
    const { bare, peer } = await accepted();
    bare.resume().pause();
    bare.write('before ');
    peer.write('early');
    const other = await accepted();
    other.bare.resume();
    other.peer.write('x');
    await other.heard.hears('came x');
    const socket = bare.intoSocket();
    closing.push(() => socket.destroy());
    expect([bare.destroyed, bare.writable, socket.isPaused()]).toEqual([true, false, true]);
    const came: string[] = [];
    const ended = new Promise((done) => socket.once('end', done));
    socket.on('data', (bytes: Buffer) => came.push(String(bytes))).resume();
    const answered: string[] = [];
    peer.on('data', (bytes: Buffer) => answered.push(String(bytes)));
    peer.end(' late');
    await ended;
    socket.end('after');
    await endOf(peer);
    expect([came.join(''), answered.join('')]).toEqual(['early late', 'before after']);
    expect([socket.bytesRead, socket.bytesWritten]).toEqual([10, 12]);
  });

  it('brings bytes that stay as they came, whatever others bring', async () => {
    const kept: Buffer[] = [];
    for (const text of ['of the first', 'of another']) {
      const { bare, peer } = await accepted();
      const socket = bare.intoSocket();
      closing.push(() => socket.destroy());
      const came = new Promise<Buffer>((done) => socket.once('data', done).resume());
      peer.write(text);
      kept.push(await came);
    }
    expect(String(Buffer.concat(kept))).toBe('of the firstof another');
  });

  it('hears the end again that had come', async () => {
    const { bare, heard, peer } = await accepted();
    bare.resume();
    peer.end();
    await heard.hears('said all');
    const socket = bare.intoSocket();
    closing.push(() => socket.destroy());
    await endOf(socket);
  });

  it('is closed when this one was', async () => {
    const { bare, heard } = await accepted();
    bare.destroy();
    expect(bare.intoSocket().destroyed).toBe(true);
    await heard.hears('closed');
  });
});

/** Pieces of eight bytes, each filled once. */
class Pieces implements OwnBuffers {
  readonly read: string[] = [];
  stopsAfter = Number.POSITIVE_INFINITY;
  #next = Buffer.alloc(8);
  readonly buffer = (): Uint8Array => this.#next;
  readonly callback = (length: number, bytes: Uint8Array): boolean => {
    this.read.push(Buffer.from(bytes).subarray(0, length).toString());
    this.#next = Buffer.alloc(8);
    return this.read.length < this.stopsAfter;
  };
}

async function connected(port: number, host = LOOPBACK): Promise<{ bare: BareSocket | null; error: Error | null; pieces: Pieces }> {
  const pieces = new Pieces();
  const [bare, error] = await new Promise<[BareSocket, Error | null]>((done) => {
    BareSocket.connect(host, port, pieces, { connectingIsOver: (...how) => done(how) });
  });
  closing.push(() => bare.destroy());
  return { bare: error === null ? bare : null, error, pieces };
}

/** To a server that sends twenty bytes and its end. */
async function connectedToTwenty(): Promise<{ bare: BareSocket; pieces: Pieces; heard: Heard }> {
  const server = createServer((socket) => socket.on('error', () => {}).end('0123456789abcdefghij'));
  const { bare, pieces } = await connected(await listening(server));
  if (bare === null) throw new Error('not connected');
  const heard = new Heard();
  bare.events = heard;
  return { bare, pieces, heard };
}

describe('a connection of its own', () => {
  it('reads piece by piece what came before anybody wanted it, and after', async () => {
    const { bare, pieces, heard } = await connectedToTwenty();
    while (bare.bytesRead === 0) await turn();
    expect(pieces.read).toEqual([]);
    bare.resume().pause();
    await turn();
    expect(pieces.read).toEqual([]);
    bare.resume();
    await heard.hears('said all');
    expect(pieces.read).toEqual(['01234567', '89abcdef', 'ghij']);
    expect([bare.bytesRead, heard.bytes]).toEqual([20, 0]);
  });

  it('is no socket of Node’s: what it has read is in its own buffers', async () => {
    const { bare } = await connectedToTwenty();
    expect(() => bare.intoSocket()).toThrow('buffers of its own');
  });

  it('stops reading when it is told to', async () => {
    const { bare, pieces, heard } = await connectedToTwenty();
    pieces.stopsAfter = 2;
    bare.resume();
    while (pieces.read.length < 2) await turn();
    expect(bare.isPaused()).toBe(true);
    pieces.stopsAfter = 9;
    bare.resume();
    await heard.hears('said all');
    expect(pieces.read.join('')).toBe('0123456789abcdefghij');
  });

  it('reads nothing while it is paused again', async () => {
    let more = (): void => {};
    const server = createServer((socket) => {
      more = () => socket.on('error', () => {}).write('more');
      socket.write('first');
    });
    const { bare, pieces } = await connected(await listening(server));
    if (bare === null) throw new Error('not connected');
    bare.resume();
    while (pieces.read.length === 0) await turn();
    bare.pause();
    more();
    const other = await accepted();
    other.bare.resume();
    other.peer.write('x');
    await other.heard.hears('came x');
    expect([pieces.read, bare.bytesRead]).toEqual([['first'], 5]);
    bare.resume();
    while (pieces.read.length === 1) await turn();
    expect(pieces.read).toEqual(['first', 'more']);
  });

  it.skipIf(
    !Object.values(networkInterfaces())
      .flat()
      .some((one) => one?.address === '::1'),
  )('is made by IPv6, too', async () => {
    const there = '::1' as IpAddress;
    const { bare, pieces } = await connected(
      await listening(
        createServer((socket) => socket.end('six')),
        there,
      ),
      there,
    );
    expect(bare?.remoteAddress).toBe('::1');
    bare?.resume();
    while (pieces.read.length === 0) await turn();
    expect(pieces.read).toEqual(['six']);
  });

  it('says why it could not be made', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((done) => server.close(done));
    const { error } = await connected(port);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect((await connected(port, '192.0.2.300' as IpAddress)).error).toMatchObject({ code: 'EINVAL' });
  });

  it('may be given up while it is made', async () => {
    const port = await listening(createServer((socket) => socket.on('error', () => {})));
    const told: unknown[] = [];
    const bare = BareSocket.connect(LOOPBACK, port, new Pieces(), { connectingIsOver: (...how) => told.push(how) });
    const heard = new Heard();
    bare.events = heard;
    bare.destroy();
    await heard.hears('closed');
    expect(told).toEqual([]);
  });
});
