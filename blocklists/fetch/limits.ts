import type { Hash } from 'node:crypto';

/** How much and how long a fetch may take. */
export interface FetchLimits {
  readonly connectTimeoutMs: number;
  /** Silence before the response head, and between two pieces of the body. */
  readonly silenceTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** As it comes over the network, and as it lies on the disk unpacked. */
  readonly maxBytes: number;
  readonly maxUnpackedBytes: number;
}

const MIB = 1024 * 1024;

/** The largest public archive (UT1, everything) has some 40 MB packed and 200 MB unpacked. */
export const DEFAULT_LIMITS: FetchLimits = {
  connectTimeoutMs: 10_000,
  silenceTimeoutMs: 60_000,
  totalTimeoutMs: 15 * 60_000,
  maxBytes: 512 * MIB,
  maxUnpackedBytes: 2048 * MIB,
};

/** Ends a fetch for an expected reason; fetch-source.ts turns it into a Failure. Thrown because it crosses streams. */
export class FetchRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Passes bytes on until there are more than `maxBytes` of them. `onBytes` is told the running total. */
export async function* limited(bytes: AsyncIterable<Buffer>, maxBytes: number, onBytes?: (total: number) => void): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > maxBytes) throw new FetchRefusal('source-too-large', `it is larger than ${maxBytes} bytes`);
    onBytes?.(total);
    yield chunk;
  }
}

/** Passes bytes on and adds them to the hash. */
export async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
