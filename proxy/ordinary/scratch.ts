const SCRATCH_BYTES = 256 * 1024;

let current = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
let used = 0;
/** Taken and not done with. */
let out = 0;
/** A write that the kernel has not taken whole still refers to a part of it: it is only filled up, and then left behind. */
let isPinned = false;

/** Where an answer is put together until it leaves. The kernel takes nearly all of them at once, and then it is used again. */
export function takeScratch(length: number): Buffer {
  if (length > SCRATCH_BYTES) return Buffer.allocUnsafeSlow(length);
  if (used + length > SCRATCH_BYTES) {
    current = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    used = out = 0;
    isPinned = false;
  }
  out++;
  used += length;
  return current.subarray(used - length, used);
}

/** `isWaiting`: a write still refers to it. */
export function doneWithScratch(bytes: Buffer, isWaiting: boolean): void {
  if (bytes.buffer !== current.buffer) return;
  out--;
  isPinned ||= isWaiting;
  if (out === 0 && !isPinned) used = 0;
}
