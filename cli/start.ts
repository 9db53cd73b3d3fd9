import { once } from 'node:events';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema/config.ts';
import type { Environment } from '../config/schema/surroundings.ts';
import { failure, type Result, success } from '../core/result.ts';
import { epochMs } from '../core/units.ts';
import type { PartName } from '../storage/control-bus.ts';
import type { RedisPlace } from '../storage/redis.ts';
import { checkRedisDurability } from '../storage/redis-check.ts';
import { type Listening, type PartPlan, STOPPED } from './child-part.ts';
import { lockDataFolder, prepareDataFolder } from './data-folder.ts';
import { partPlans, wantedPorts } from './parts.ts';
import { probePorts } from './ports.ts';
import { startPrivateRedis } from './private-redis.ts';
import { keepIntermediate, renewIntermediate, rootPlace } from './root-authority.ts';
import { createSupervisor } from './supervisor.ts';

export interface StartOptions {
  readonly env: Environment;
  readonly cwd: string;
  readonly parts: readonly PartName[];
  /** Other parts run elsewhere, and meet these in a Redis that all of them know. */
  readonly isPartial?: boolean;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Aborted when the product is to stop. */
  readonly stop: AbortSignal;
  readonly plansOf?: (config: Config, parts: readonly PartName[]) => PartPlan[];
}

type Undo = (() => void | Promise<void>)[];

/** Runs the product in the foreground until `stop`; returns the exit code. What was started is undone in reverse, whatever happens. */
export async function start(options: StartOptions): Promise<number> {
  const { stop, out, err } = options;
  const undo: Undo = [];
  try {
    const started = await bringUp(options, undo);
    // Stopped while starting: what failed then failed because of it.
    if (stop.aborted) return 0;
    if (!started.ok) {
      for (const line of started.failure.message.split('\n')) err(`schoolgate: ${line}`);
      return 1;
    }
    announceReady(started.value, out);
    await once(stop, 'abort');
    return 0;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

interface Started extends Listening {
  readonly isNew: boolean;
}

/** The order matters: nothing listens, and nothing of another instance is touched, before this one is known to be alone. */
async function bringUp(options: StartOptions, undo: Undo): Promise<Result<Started>> {
  const { env, cwd, parts, isPartial = false, stop, plansOf = partPlans } = options;
  const onProblem = (line: string) => options.err(`schoolgate: ${line}`);
  const config = loadConfig({ env, cwd });
  if (!config.ok) return config;
  const { at } = config.value;
  if (isPartial && at.redisUrl === null) return failure('redis', 'parts that run by themselves (--only) need REDIS_URL to meet the others');
  const folder = prepareDataFolder(at.dataFolder);
  if (!folder.ok) return folder;
  const lock = lockDataFolder(at.dataFolder, parts);
  if (!lock.ok) return lock;
  undo.push(lock.value.release);
  const ports = await probePorts(wantedPorts(config.value, parts));
  if (!ports.ok) return ports;
  if (at.redisUrl !== null) {
    const answers = await greetRedis({ url: at.redisUrl, socketPath: at.redisSocketPath }, onProblem);
    if (!answers.ok) return answers;
  } else {
    const redis = await startPrivateRedis({ folder: `${at.dataFolder}/redis`, socketPath: at.redisSocketPath, onProblem });
    if (!redis.ok) return redis;
    undo.push(() => redis.value.stop());
  }
  if (config.value.inspection.enabled && parts.includes('proxy')) undo.push(await prepareInspection(config.value, onProblem));
  // Nothing is waited for between here and the listener that stops what is started below.
  if (stop.aborted) return STOPPED;
  const supervisor = createSupervisor({ plans: plansOf(config.value, parts), onProblem });
  undo.push(supervisor.drain);
  stop.addEventListener('abort', () => void supervisor.drain(), { once: true });
  const listening = await supervisor.start();
  return listening.ok ? success({ ...listening.value, isNew: folder.value.isNew }) : listening;
}

/**
 * Sees to it that workers have an authority to inspect with, now and as long as the product runs. Without one sites are
 * filtered by name, as before: that is said aloud, and no reason not to start.
 */
async function prepareInspection(config: Config, onProblem: (line: string) => void): Promise<() => void> {
  const place = rootPlace(config, () => epochMs(Date.now()));
  const renewed = await renewIntermediate(place);
  if (!renewed.ok) onProblem(`NOT INSPECTING: ${renewed.failure.message}`);
  return keepIntermediate(place, onProblem).stop;
}

/** A Redis of the school's own: one that does not answer is an error, one that may lose what it is given is said aloud. */
async function greetRedis(place: RedisPlace, onProblem: (line: string) => void): Promise<Result<void>> {
  for (const { code, message } of await checkRedisDurability(place)) {
    if (code === 'redis-unreachable') return failure('redis', `${message.replace(/\.$/, '')}: look at REDIS_URL, and at Redis itself`);
    onProblem(message);
  }
  return success(undefined);
}

const NAMES_FIRST = ['proxy', 'console', 'portal'];

function announceReady({ addresses, notices, isNew }: Started, out: (line: string) => void): void {
  const names = [...new Set([...NAMES_FIRST, ...Object.keys(addresses)])].filter((name) => addresses[name] !== undefined);
  out(`schoolgate ready: ${names.map((name) => `${name} ${addresses[name]}`).join(' ')}`);
  for (const notice of notices) out(notice);
  if (!isNew) return;
  out('First run: nobody is known yet. Say who uses this machine, and the proxy filters and records them by name:');
  out('  npm run --silent schoolgate -- lease add --ip 127.0.0.1 --user pupil1 --computer desk1 --group seniors --ttl 8h');
}
