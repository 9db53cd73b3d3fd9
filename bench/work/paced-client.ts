import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../support/statistics.ts';
import type { PacedDone, PacedLoad } from './paced-load.ts';

/**
 * A client that asks at a steady rate whatever the answers take, in a process of its own; an answer's time counts from when it was due
 * to be asked for, without what this process stood still meanwhile: that is nobody's whom it asks. Reads what to do from SCHOOLGATE_BENCH_LOAD, since headers may hold a token; prints one line of JSON at the end.
 */
interface Answer {
  readonly path: string;
  readonly isGood: boolean;
  readonly ms: number;
}

/** No bench waits for one answer longer; it counts as failed. */
const ANSWER_LIMIT_MS = 30_000;

const load = JSON.parse(process.env['SCHOOLGATE_BENCH_LOAD'] ?? '{}') as PacedLoad;
const { host, port, paths, headers, rate, seconds, leadSeconds = 0, connections } = load;
const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** When this process stood still: `[from, until]`, in order. It looks at the clock every millisecond. */
const standstills: (readonly [number, number])[] = [];
const STANDSTILL_MS = 3;
let lookedMs = performance.now();
setInterval(() => {
  const nowMs = performance.now();
  if (nowMs - lookedMs > STANDSTILL_MS) standstills.push([lookedMs + 1, nowMs]);
  lookedMs = nowMs;
}, 1).unref();

function stoodStillMs(sinceMs: number, untilMs: number): number {
  let sum = 0;
  for (let i = standstills.length - 1; i >= 0; i--) {
    const [from, until] = standstills[i] ?? [0, 0];
    if (until <= sinceMs) break;
    sum += Math.max(0, Math.min(until, untilMs) - Math.max(from, sinceMs));
  }
  return sum;
}

function ask(path: string, dueMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (isGood: boolean) => {
      const nowMs = performance.now();
      // What has just come may have waited for this process, which its own look at the clock has not told yet.
      if (nowMs - lookedMs > STANDSTILL_MS) {
        standstills.push([lookedMs + 1, nowMs]);
        lookedMs = nowMs;
      }
      resolve({ path, isGood, ms: nowMs - dueMs - stoodStillMs(dueMs, nowMs) });
    };
    get({ host, port, path, agent, headers, timeout: ANSWER_LIMIT_MS }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      response.once('end', () => done(statusCode >= 200 && statusCode < 300));
      response.once('error', () => done(false));
    })
      .once('timeout', function (this: ReturnType<typeof get>) {
        this.destroy();
      })
      .once('error', () => done(false));
  });
}

function summary(path: string, answers: readonly Answer[]): PacedDone {
  const times = answers.map(({ ms }) => ms);
  const [p50Ms, p99Ms, p999Ms, mostMs] = [0.5, 0.99, 0.999, 1].map((share) => Math.round(100 * quantile(times, share)) / 100);
  const failed = answers.filter(({ isGood }) => !isGood).length;
  return { path, answers: answers.length, failed, p50Ms: p50Ms ?? 0, p99Ms: p99Ms ?? 0, p999Ms: p999Ms ?? 0, mostMs: mostMs ?? 0 };
}

const asked: Promise<Answer>[] = [];
const startMs = performance.now();
for (let i = 0; i < rate * (leadSeconds + seconds); i++) {
  const dueMs = startMs + (i * 1_000) / rate;
  const waitMs = dueMs - performance.now();
  if (waitMs > 1) await delay(waitMs);
  asked.push(ask(paths[i % paths.length] ?? '/', dueMs));
}
const answers = (await Promise.all(asked)).slice(rate * leadSeconds);
const each = paths.map((path) =>
  summary(
    path,
    answers.filter((one) => one.path === path),
  ),
);
const timesMs = answers.map(({ ms }) => Math.round(100 * ms) / 100);
process.stdout.write(`${JSON.stringify({ all: summary('all', answers), each, timesMs })}\n`);
agent.destroy();
