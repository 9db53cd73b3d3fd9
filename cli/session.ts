import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema/config.ts';
import type { ControlBus } from '../storage/control-bus.ts';
import { waitUntilInForce } from '../storage/in-force.ts';
import { openStores } from '../storage/open-stores.ts';
import { openRedisBus } from '../storage/redis.ts';
import type { Stores, Topic } from '../storage/stores.ts';
import { type CommandContext, CommandFailure } from './context.ts';
import { prepareDataFolder } from './data-folder.ts';

/** A change reaches every worker within a second; one that is being started again needs longer. */
const IN_FORCE_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 3_000;
const ASK_EVERY_MS = 10;

/** The installation a command acts on: its configuration, stores and, while the product runs, its bus. */
export interface Session {
  readonly config: Config;
  readonly stores: Stores;
  /** Null while the product is not running, or its Redis does not answer. */
  readonly bus: ControlBus | null;
  audit(action: string, subject: string, detail: Record<string, unknown>): Promise<void>;
  /** Tells every part of a change and waits until it is in force on every worker. Returns that in words. */
  putInForce(topic: Topic, revision: number): Promise<string>;
}

export function readConfig({ env, cwd }: CommandContext): Config {
  const config = loadConfig({ env, cwd });
  if (!config.ok) throw new CommandFailure(config.failure.message);
  return config.value;
}

/** Opens the installation for one command and closes it whatever happens. */
export async function withSession<T>(context: CommandContext, act: (session: Session) => Promise<T>): Promise<T> {
  const config = readConfig(context);
  const folder = prepareDataFolder(config.at.dataFolder);
  if (!folder.ok) throw new CommandFailure(folder.failure.message);
  const { databaseUrl, dataFolder } = config.at;
  const stores = await openStores({ databaseUrl, sqlitePath: `${dataFolder}/db/schoolgate.sqlite`, clock: context.clock });
  const bus = await openBus(config, context);
  try {
    return await act({
      config,
      stores,
      bus,
      audit: async (action, subject, detail) => {
        await stores.audit.append({ at: context.clock(), actor: `cli:${context.osUser}`, action, subject, outcome: 'done', detail });
      },
      putInForce: (topic, revision) => putInForce(config, bus, topic, revision),
    });
  } finally {
    await bus?.close();
    await stores.close();
  }
}

/** Null when the product is not running (its private Redis is gone), or its Redis does not answer. */
async function openBus({ at }: Config, { err }: CommandContext): Promise<ControlBus | null> {
  if (at.redisUrl === null && !(await accepts(at.redisSocketPath))) return null;
  const bus = openRedisBus({ url: at.redisUrl, socketPath: at.redisSocketPath, onProblem: (problem) => err(`schoolgate: ${problem}`) });
  // It connects in the background and refuses until it has.
  for (let waited = 0; !bus.isConnected() && waited < CONNECT_LIMIT_MS; waited += ASK_EVERY_MS) await delay(ASK_EVERY_MS);
  if (bus.isConnected()) return bus;
  await bus.close();
  return null;
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(socketPath);
    socket.once('connect', () => done(socket.destroy() !== undefined));
    socket.once('error', () => done(false));
  });
}

const NOT_RUNNING = 'saved; takes effect at the next start';

async function putInForce({ at }: Config, bus: ControlBus | null, topic: Topic, revision: number): Promise<string> {
  if (bus === null) {
    // A Redis that has stopped says nothing of the product: its workers find the change in the database.
    if (at.redisUrl === null && !(await accepts(at.redisSocketPath))) return NOT_RUNNING;
    throw new CommandFailure('saved, but Redis does not answer: workers follow within seconds, unconfirmed');
  }
  await bus.announce(topic, revision);
  const { workers, waitingFor } = await waitUntilInForce(bus, topic, revision, IN_FORCE_LIMIT_MS);
  if (workers === 0) return NOT_RUNNING;
  if (waitingFor.length > 0) throw new CommandFailure(`saved, but not yet in force on ${waitingFor.join(', ')}; look at /health`);
  return workers === 1 ? 'in force' : `in force on all ${workers} workers`;
}
