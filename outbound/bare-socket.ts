import { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { IpAddress } from '../core/address.ts';
import { UpstreamError } from './failure.ts';
import {
  type ConnectRequest,
  isWriteWaiting,
  NewConnectRequest,
  NewShutdownRequest,
  NewWriteRequest,
  newTcpHandle,
  READ_END,
  readInto,
  readLength,
  type ShutdownRequest,
  type TcpHandle,
  type WriteRequest,
} from './node-handles.ts';

/** Told what a connection brings. */
export interface WireEvents {
  came(bytes: Buffer): void;
  /** The other side has ended. */
  saidAll(): void;
  /** The kernel has taken everything that a `write` had to keep. */
  drained(): void;
  closed(hadError: boolean): void;
}

/** Memory that is read into, one piece after the other. */
export interface OwnBuffers {
  /** What the next read goes into. */
  readonly buffer: () => Uint8Array;
  /** So much was read into it. False stops reading. */
  readonly callback: (length: number, bytes: Uint8Array) => boolean;
}

/** Told how connecting went. */
export interface Connecting<Connection> {
  connectingIsOver(connection: Connection, error: Error | null): void;
}

type Sent = (error?: Error | null) => void;

/** How both kinds of connection are written to. */
export interface Writes {
  /** False while something waits for the kernel. `sent` is called when the kernel has all of it. */
  write(data: Uint8Array | string, encoding?: 'latin1', sent?: Sent): boolean;
  /** Says that no more is coming, behind what waits. */
  end(last?: Uint8Array | string): unknown;
}

/** So much may come while it is paused; as Node's own sockets, it sees that the other side is gone until then. */
const HELD_BYTES = 65_536;

/**
 * What connections without buffers of their own are read into, and copied from at once. Node would make 64 kB for each read, cut them
 * to what came, and have them swept up by a thread of V8 that the worker shares its core with.
 */
const landing = Buffer.allocUnsafeSlow(65_536);
const SHARED_BYTES = 4_096;

const NOBODY: WireEvents = { came() {}, saidAll() {}, drained() {}, closed() {} };

interface Owned {
  owner?: BareSocket;
}
interface WaitingWrite extends WriteRequest, Owned {
  length?: number;
  sent?: Sent | undefined;
}

/** A write that the kernel takes at once leaves no trace in its request. */
let spareRequest: WaitingWrite = new NewWriteRequest();

/**
 * A TCP connection that is half-open when one side has ended, without Node's streams around it, whose making and ending cost more
 * than what a tunnel is for (docs/adr/0013). What it has it has by the names and with the meaning of `net.Socket`, but: it begins
 * paused, and tells one `events`; text is Latin-1; `write` is false whenever something waits, and one that fails closes at once.
 */
export class BareSocket implements Writes {
  events: WireEvents = NOBODY;
  destroyed = false;
  writable = true;
  writableEnded = false;
  /** Bytes that the kernel has not taken. */
  writableLength = 0;
  readableEnded = false;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #handle: TcpHandle & Owned;
  readonly #buffers: OwnBuffers | undefined;
  /** The last of them that was given to the handle. */
  #into: Uint8Array | undefined;
  #isPaused = true;
  #isReading = false;
  /** What came while it was paused: without buffers of its own it reads on, as stopping costs system calls. */
  #held: Buffer | undefined;
  /** What came before it was resumed for the first time, in the first of its own buffers. */
  #heldInto = 0;
  #hasEnded = false;
  #isShut = false;
  #closesWhenShut = false;
  #hadError = false;

  /** `handle`: connected, and nobody else's. */
  constructor(handle: TcpHandle, buffers?: OwnBuffers) {
    this.#handle = handle;
    this.#handle.owner = this;
    this.#buffers = buffers;
    handle.onread = BareSocket.#onRead;
    if (buffers === undefined) readInto(handle, landing);
    handle.setNoDelay(true);
  }

  /** `buffers` are read into as soon as it is connected, and called back once it is resumed. */
  static connect(host: IpAddress, port: number, buffers: OwnBuffers, events: Connecting<BareSocket>): BareSocket {
    const socket = new BareSocket(newTcpHandle(), buffers);
    const request: ConnectRequest & Owned & { events?: Connecting<BareSocket> } = new NewConnectRequest();
    request.owner = socket;
    request.events = events;
    request.oncomplete = BareSocket.#onConnect;
    const handle = socket.#handle;
    const code = host.includes(':') ? handle.connect6(request, host, port) : handle.connect(request, host, port);
    if (code === 0) socket.#beginReading();
    else process.nextTick(() => BareSocket.#onConnect.call(request, code));
    return socket;
  }

  get remoteAddress(): string | undefined {
    const name: { address?: string } = {};
    return this.#handle.getpeername(name) === 0 ? name.address : undefined;
  }

  /** As `writableLength`, less what the kernel has taken of a write that waits. */
  get unsentBytes(): number {
    return this.destroyed ? 0 : this.#handle.writeQueueSize;
  }

  isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): this {
    this.#isPaused = true;
    if (this.#buffers !== undefined) this.#stopReading();
    return this;
  }

  resume(): this {
    if (!this.#isPaused || this.destroyed) return this;
    this.#isPaused = false;
    // As streams do: not from within this call.
    if (this.#held !== undefined || this.#heldInto > 0 || this.#hasEnded) process.nextTick(BareSocket.#giveHeld, this);
    else this.#startReading();
    return this;
  }

  static readonly #giveHeld = (socket: BareSocket): void => socket.#giveAway();

  #giveAway(): void {
    const bytes = this.#held;
    const length = this.#heldInto;
    if (this.#isPaused || this.destroyed) return;
    this.#held = undefined;
    this.#heldInto = 0;
    if (bytes !== undefined) this.events.came(bytes);
    else if (length > 0) {
      const next = this.#passOn(length);
      if (next !== undefined) readInto(this.#handle, next);
    }
    if (this.#isPaused || this.destroyed) return;
    if (this.#hasEnded) this.#saidAll();
    else this.#startReading();
  }

  /** False while something waits for the kernel: `drained` follows. Text is Latin-1. */
  write(data: Uint8Array | string, _?: 'latin1', sent?: Sent): boolean {
    if (!this.writable) {
      if (sent !== undefined) process.nextTick(sent, closedError());
      return false;
    }
    const request = spareRequest;
    const handle = this.#handle;
    const code = typeof data === 'string' ? handle.writeLatin1String(request, data) : handle.writeBuffer(request, data);
    return this.#wrote(request, code, data, data.length, sent);
  }

  /** All of them together. */
  writeAll(pieces: readonly Uint8Array[]): boolean {
    if (!this.writable) return false;
    const request = spareRequest;
    const code = this.#handle.writev(request, pieces, true);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return this.#wrote(request, code, pieces, length, undefined);
  }

  #wrote(request: WaitingWrite, code: number, data: unknown, length: number, sent: Sent | undefined): boolean {
    if (code === 0) {
      this.bytesWritten += length;
      if (!isWriteWaiting()) {
        if (sent !== undefined) process.nextTick(sent);
        return true;
      }
      this.writableLength += length;
      request.bytes = data;
      request.owner = this;
      request.length = length;
      request.sent = sent;
      request.oncomplete = BareSocket.#onWritten;
    } else {
      this.#fail();
      if (sent !== undefined) process.nextTick(sent, closedError());
    }
    spareRequest = new NewWriteRequest();
    return false;
  }

  end(last?: Uint8Array | string): this {
    if (last !== undefined) this.write(last);
    if (!this.writable) return this;
    this.writable = false;
    this.writableEnded = true;
    const request: ShutdownRequest & Owned = new NewShutdownRequest();
    request.owner = this;
    request.oncomplete = BareSocket.#onShut;
    if (this.#handle.shutdown(request) !== 0) process.nextTick(() => BareSocket.#onShut.call(request));
    return this;
  }

  /** Closes it behind what waits. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.#isShut) this.destroy();
    else this.#closesWhenShut = true;
  }

  /** Closes it now; nothing is told any more but that. */
  destroy(): this {
    if (this.destroyed) return this;
    this.#leave();
    this.#handle.close(BareSocket.#onClose);
    return this;
  }

  /** As `destroy`, and the other side sees that something is missing. */
  resetAndDestroy(): this {
    // libuv never closes one whose end is on its way.
    if (this.destroyed || this.writableEnded) return this.destroy();
    this.#leave();
    this.#handle.reset(BareSocket.#onClose);
    return this;
  }

  /**
   * Node's own socket in place of this one, which is nobody's from then on: paused, or destroyed where this one is. Not for one that
   * reads into own buffers. A write that waits still arrives, but whoever waits for it is told by the close alone.
   */
  intoSocket(): Socket {
    // What its handle reads is not in the memory that is copied from here.
    if (this.#buffers !== undefined) throw new TypeError('A connection with buffers of its own cannot become a socket.');
    if (this.destroyed) return new Socket().destroy();
    const handle = this.#handle;
    const held = this.#held;
    this.#leave();
    const options: object = { handle, allowHalfOpen: true, readable: true, writable: true, pauseOnCreate: true };
    const socket = new Socket(options);
    delete handle.owner;
    // It still reads into that memory, and Node's socket takes only memory of its own.
    const { onread } = handle;
    handle.onread = function () {
      const length = readLength();
      return onread.call(this, length > 0 ? landing.buffer.slice(0, length) : undefined);
    };
    if (held !== undefined) socket.unshift(held);
    return socket;
  }

  #leave(): void {
    this.destroyed = true;
    this.writable = false;
    this.#held = undefined;
    this.#heldInto = 0;
  }

  #fail(): void {
    if (this.destroyed) return;
    this.#hadError = true;
    this.destroy();
  }

  /** While it connects: it is watched all the time then, which is two system calls less than to begin with that anew. */
  #beginReading(): void {
    this.#into = this.#buffers?.buffer();
    if (this.#into !== undefined) readInto(this.#handle, this.#into);
    this.#startReading();
  }

  #startReading(): void {
    if (this.#isReading || this.#hasEnded) return;
    this.#isReading = true;
    this.#handle.readStart();
  }

  #stopReading(): void {
    if (!this.#isReading || this.destroyed) return;
    this.#isReading = false;
    this.#handle.readStop();
  }

  static readonly #onRead = function (this: TcpHandle & Owned): Uint8Array | undefined {
    const { owner } = this;
    return owner === undefined ? undefined : owner.#read();
  };

  #read(): Uint8Array | undefined {
    const length = readLength();
    if (length === 0 || this.destroyed) return undefined;
    if (length < 0) {
      this.#isReading = false;
      if (length === READ_END) {
        this.#hasEnded = true;
        if (!this.#isHolding) this.#saidAll();
      } else this.#fail();
      return undefined;
    }
    this.bytesRead += length;
    if (this.#buffers !== undefined) return this.#readInto(length);
    const bytes = landed(length);
    if (this.#isHolding) {
      this.#held = this.#held === undefined ? bytes : Buffer.concat([this.#held, bytes]);
      if (this.#held.length >= HELD_BYTES) this.#stopReading();
    } else this.events.came(bytes);
    return undefined;
  }

  /** Also until `#giveAway`, which is due: what came before comes first. */
  get #isHolding(): boolean {
    return this.#isPaused || this.#held !== undefined;
  }

  #readInto(length: number): Uint8Array | undefined {
    if (!this.#isPaused) return this.#passOn(length);
    this.#heldInto = length;
    this.#stopReading();
    return undefined;
  }

  /** Returns what is to be read into next, where that is something else. */
  #passOn(length: number): Uint8Array | undefined {
    const into = this.#into;
    const buffers = this.#buffers;
    if (into === undefined || buffers === undefined) return undefined;
    if (!buffers.callback(length, into)) this.pause();
    const next = buffers.buffer();
    if (next === into) return undefined;
    this.#into = next;
    return next;
  }

  #saidAll(): void {
    if (this.readableEnded) return;
    this.readableEnded = true;
    this.events.saidAll();
    this.#closeWhenOver();
  }

  #closeWhenOver(): void {
    if (this.#isShut && (this.#closesWhenShut || this.readableEnded)) this.destroy();
  }

  static readonly #onConnect = function (this: ConnectRequest & Owned & { events?: Connecting<BareSocket> }, status: number): void {
    const { owner, events } = this;
    if (owner === undefined || events === undefined || owner.destroyed) return;
    if (status !== 0) {
      owner.destroy();
      events.connectingIsOver(owner, new UpstreamError(getSystemErrorName(status), 'not connected'));
      return;
    }
    events.connectingIsOver(owner, null);
  };

  static readonly #onWritten = function (this: WaitingWrite, status: number): void {
    const { owner, length = 0, sent } = this;
    if (owner === undefined) return;
    this.bytes = undefined;
    owner.writableLength -= length;
    if (status !== 0) owner.#fail();
    sent?.(status === 0 ? null : closedError());
    if (owner.writableLength === 0 && !owner.destroyed) owner.events.drained();
  };

  static readonly #onShut = function (this: ShutdownRequest & Owned): void {
    const { owner } = this;
    if (owner === undefined || owner.destroyed) return;
    owner.#isShut = true;
    owner.#closeWhenOver();
  };

  static readonly #onClose = function (this: Owned): void {
    const { owner } = this;
    if (owner !== undefined) owner.events.closed(owner.#hadError);
  };
}

/** Small ones share memory: of a large one that somebody keeps, others would keep as much again. */
function landed(length: number): Buffer {
  if (length <= SHARED_BYTES) return Buffer.from(landing.subarray(0, length));
  const bytes = Buffer.allocUnsafeSlow(length);
  landing.copy(bytes, 0, 0, length);
  return bytes;
}

function closedError(): Error {
  return new Error('The connection is closed.');
}
