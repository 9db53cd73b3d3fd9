import type { Server } from 'node:net';

/**
 * What Node's own sockets are made of (Node 24: lib/net.js, src/stream_base.h), which it does not document, and which is reached by
 * a `process.binding` that it has deprecated (DEP0111): docs/adr/0013. Nobody but `bare-socket.ts` and `proxy/accept.ts` uses this.
 * All functions return 0, or a negative error number of libuv.
 */
export interface TcpHandle {
  /** Called with `this` as the handle; `net.Socket` also expects the memory in which what was read stands. */
  onread: (memory?: ArrayBuffer) => Uint8Array | undefined;
  /** Where `onread` finds what was read; it may name other memory for the next read by returning it. There is no way back. */
  useUserBuffer(memory: Uint8Array): void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: WriteRequest, bytes: Uint8Array): number;
  writeLatin1String(request: WriteRequest, text: string): number;
  writev(request: WriteRequest, pieces: readonly Uint8Array[], areAllBytes: true): number;
  shutdown(request: ShutdownRequest): number;
  connect(request: ConnectRequest, address: string, port: number): number;
  connect6(request: ConnectRequest, address: string, port: number): number;
  /** Bytes that the kernel has not taken. */
  readonly writeQueueSize: number;
  setNoDelay(isOn: boolean): number;
  getpeername(name: { address?: string }): number;
  /** `closed` is called with `this` as the handle. */
  close(closed: () => void): void;
  /** Closes with a reset; a handle whose end is on its way is never closed by it. */
  reset(closed: () => void): number;
}

export interface WriteRequest {
  /** Kept from being collected until the kernel has it. */
  bytes?: unknown;
  oncomplete?: (status: number) => void;
}

export interface ShutdownRequest {
  oncomplete?: (status: number) => void;
}

export interface ConnectRequest {
  oncomplete?: (status: number) => void;
}

/** Of a read after which nothing comes: libuv's UV_EOF, the same everywhere. */
export const READ_END = -4095;

export interface ListeningHandle {
  onconnection: (status: number, accepted?: TcpHandle) => void;
}

interface TcpBinding {
  readonly TCP: new (type: number) => TcpHandle;
  readonly TCPConnectWrap: new () => ConnectRequest;
  readonly constants: { readonly SOCKET: number };
}

interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest;
  readonly ShutdownWrap: new () => ShutdownRequest;
  /** What the last call of a handle had to say besides its result. */
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

const tcp = bindingOf('tcp_wrap') as TcpBinding;
const stream = bindingOf('stream_wrap') as StreamBinding;
const { streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = stream;

function bindingOf(name: string): unknown {
  const [major] = process.versions.node.split('.');
  if (major !== '24') throw new Error(`The proxy runs on Node.js 24, of which it uses the inside; this is ${process.version}.`);
  return (process as unknown as { binding(name: string): unknown }).binding(name);
}

export const { TCPConnectWrap: NewConnectRequest } = tcp;
export const { WriteWrap: NewWriteRequest, ShutdownWrap: NewShutdownRequest } = stream;

/** Of a server that listens. */
export function listeningHandle(server: Server): ListeningHandle {
  return (server as unknown as { readonly _handle: ListeningHandle })._handle;
}

export function newTcpHandle(): TcpHandle {
  return new tcp.TCP(tcp.constants.SOCKET);
}

/** Names the memory of the next read, where that is not named by `onread`. */
export function readInto(handle: TcpHandle, memory: Uint8Array): void {
  handle['useUserBuffer'](memory);
}

/** For `onread`: how much was read, or a negative error number. */
export function readLength(): number {
  return streamBaseState[kReadBytesOrError] ?? 0;
}

/** Whether the kernel has not taken the last write whole: its request is told when it has. */
export function isWriteWaiting(): boolean {
  return streamBaseState[kLastWriteWasAsync] !== 0;
}
