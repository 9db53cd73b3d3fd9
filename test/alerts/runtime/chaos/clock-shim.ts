import { readFileSync } from 'node:fs';

/**
 * Loaded before anything else into each process of a product under test (NODE_OPTIONS=--import): moves its wall clock by as many
 * ms as the file of CHAOS_CLOCK holds, as an administrator or NTP would. Monotonic clocks and timers run on, as they do then.
 */
const LOOK_EVERY_MS = 100;
const path = process.env['CHAOS_CLOCK'] ?? '';
const system = Date;
let offsetMs = 0;

function look(): void {
  try {
    offsetMs = Number(readFileSync(path, 'utf8'));
  } catch {
    // Being written: the next look finds it.
  }
}

class MovedDate extends system {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(system.now() + offsetMs);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return system.now() + offsetMs;
  }
}

look();
setInterval(look, LOOK_EVERY_MS).unref();
globalThis.Date = MovedDate as DateConstructor;
