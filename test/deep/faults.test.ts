import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsTriedBy } from '../faults/table.ts';
import { World } from '../faults/world.ts';
import { ask, PAGE } from '../integration/proxy-client.ts';
import { fillDisk, whyNoSmallDisk } from '../storage/record-spool/small-disk.ts';
import { type PrivatePostgres, postgresPrograms, startPostgres } from '../support/postgres.ts';
import { Product, type ProductOptions, until } from '../support/product.ts';

/** Stands for an hour: the product does the same thing in every second of it. */
const REDIS_AWAY_MS = Number(process.env['FAULT_REDIS_SECONDS'] ?? 60) * 1_000;
/** Enough for the database, Redis, the lists and two workers' reserves, and soon filled. */
const DISK_MEGABYTES = 96;
const noDisk = whyNoSmallDisk('tmpfs');
if (noDisk !== undefined) console.warn(`faults: those of disks are skipped, ${noDisk}`);

/** In order: a disk lets go of its folder before the product removes it. */
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function openWorld(beforeStart?: (product: Product) => void, options: ProductOptions = {}): Promise<World> {
  const world = await World.open(options, beforeStart);
  undo.push(() => world.close());
  return world;
}

/** Where workers have kept what they decide by. */
async function openWorldOnPostgres(): Promise<{ readonly world: World; readonly postgres: PrivatePostgres }> {
  const postgres = await startPostgres();
  undo.push(() => postgres.stop());
  const world = await openWorld(undefined, { env: { DATABASE_URL: await postgres.createDatabase() } });
  // The product ends before its database does.
  undo.reverse();
  // Leases change all day, so they are kept every half minute only.
  await until(() => readFileSync(join(world.product.dataFolder, 'kept/leases'), 'utf8').includes('pupil1'), 60_000);
  return { world, postgres };
}

/** Puts a small disk of its own under the product's data folder. */
function mountDataFolder({ dataFolder }: Product, options = ''): void {
  mkdirSync(dataFolder, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=700${options}`, 'tmpfs', dataFolder], { stdio: 'pipe' });
  undo.push(() => execFileSync('umount', ['-l', dataFolder], { stdio: 'pipe' }));
}

/** The same as a file system on a device of its own, which can fail as real ones do. Returns what repairs it. */
function mountDevice({ dataFolder }: Product): () => Promise<void> {
  mkdirSync(dataFolder, { mode: 0o700 });
  const image = `${dataFolder}.image`;
  execFileSync('truncate', ['-s', `${DISK_MEGABYTES}M`, image]);
  execFileSync('mkfs.ext4', ['-q', image], { stdio: 'pipe' });
  const mount = () => execFileSync('mount', ['-o', 'loop', image, dataFolder], { stdio: 'pipe' });
  mount();
  undo.push(() => execFileSync('umount', ['-l', dataFolder], { stdio: 'pipe' }));
  const isUnmounted = (): boolean => {
    try {
      execFileSync('umount', [dataFolder], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  };
  return async () => {
    // The last process may still be on its way out.
    await until(isUnmounted, 10_000);
    // Exit code 1: errors were corrected.
    execFileSync('sh', ['-c', 'e2fsck -fy "$0" || [ $? -eq 1 ]', image], { stdio: 'pipe' });
    mount();
  };
}

const TRIALS: Readonly<Record<string, () => Promise<void>>> = {
  async 'worker-stopped'() {
    const world = await openWorld();
    const { product } = world;
    const stopped = product.pidOf('proxy-1');
    process.kill(stopped, 'SIGSTOP');
    const { parts } = await world.untilHealth(({ failing }) => failing.includes('proxy-1'));
    expect(parts.find(({ part }) => part === 'proxy-1')?.detail).toContain('silent');
    await world.healthy();
    expect(product.pidOf('proxy-1')).not.toBe(stopped);
    expect(product.log).toContain('proxy-1 does not answer and is killed');
    await world.serves();
  },

  async 'redis-gone'() {
    const world = await openWorld();
    const redis = world.product.pidOf('redis');
    process.kill(redis, 'SIGSTOP');
    try {
      await world.untilHealth(({ failing }) => failing.includes('redis'));
      const untilMs = performance.now() + REDIS_AWAY_MS;
      await until(async () => {
        await world.serves();
        await world.blocks('self-harm');
        return performance.now() > untilMs;
      }, REDIS_AWAY_MS + 60_000);
    } finally {
      process.kill(redis, 'SIGCONT');
    }
    await world.healthy();
    await world.serves();
    expect(world.product.log).not.toMatch(/stopped (by|with)/);
  },

  async 'database-locked'() {
    const world = await openWorld();
    const { product } = world;
    const headers = { ...(await product.token('it-operator')), 'content-type': 'application/json' };
    const lease = JSON.stringify([{ ip: '127.0.0.9', user: 'late', computer: 'pc', ttlSeconds: 60 }]);
    const put = () => ask(product.ports.admin, '/api/v1/leases', { method: 'PUT', headers, body: lease });
    const other = new Sqlite(join(product.dataFolder, 'db/schoolgate.sqlite'));
    other.exec('begin immediate');
    try {
      const written = put();
      await world.serves();
      const { status, body } = await written;
      expect([status, JSON.parse(body)]).toMatchObject([503, { code: 'unavailable', detail: expect.stringContaining('locked') }]);
      await world.untilHealth(({ failing }) => failing.includes('alerts'));
    } finally {
      other.exec('rollback');
      other.close();
    }
    expect((await put()).status).toBe(200);
    await world.healthy();
  },

  async 'database-away'() {
    const { world, postgres } = await openWorldOnPostgres();
    const { product } = world;
    await postgres.halt('immediate');
    await world.untilHealth(({ failing }) => failing.includes('database'));
    await world.serves();
    const workers = ['proxy-1', 'proxy-2'];
    for (const pid of workers.map((instance) => product.pidOf(instance))) process.kill(pid, 'SIGKILL');
    const { parts } = await world.untilHealth(({ parts }) =>
      workers.every((worker) =>
        parts.some(({ part, restarts, detail }) => part === worker && restarts === 1 && detail?.includes('Deciding by the policy of')),
      ),
    );
    expect(parts.filter(({ part, ok }) => workers.includes(part) && ok)).toEqual([]);
    await world.serves();
    await postgres.start();
    await world.healthy();
    await product.lease('127.0.0.9', 'pupil2', 'seniors');
    await world.serves();
  },

  async 'database-away-at-start'() {
    const { world, postgres } = await openWorldOnPostgres();
    const { product } = world;
    await product.stop();
    await postgres.halt('immediate');
    // What has to be made anew needs no database.
    rmSync(join(product.dataFolder, 'lists'), { recursive: true });
    const starting = product.start();
    // It is awaited below; until then what is waited for does not come, and its log says why.
    starting.catch(() => {});
    const log = () => product.log;
    await until(() => ['admin', 'alerts', 'blocklists'].every((part) => product.log.includes(`started without ${part}, `)), 30_000, log);
    await until(
      () =>
        world.forwards().then(
          () => true,
          () => false,
        ),
      10_000,
      log,
    );
    await world.serves();
    await postgres.start();
    await starting;
    await world.healthy();
    await product.lease('127.0.0.9', 'pupil2', 'seniors');
    await world.serves();
  },

  async 'configuration-broken'() {
    const config = 'trust: { name: A Trust }\nblocklists: { sources: [] }\n';
    const world = await openWorld(undefined, { config });
    const { product } = world;
    product.configure('blocklists: { sources: [\n');
    await world.serves();
    process.kill(product.pidOf('proxy-2'), 'SIGKILL');
    const { parts } = await world.untilHealth(({ failing }) => failing.includes('proxy-2'));
    expect(parts.find(({ part }) => part === 'proxy-2')?.detail).toContain('restarting');
    await until(() => /proxy-2 stopped with code 1 \(.*schoolgate\.yaml.*\); starting it again/.test(product.log), 20_000);
    await world.serves();
    product.configure(config);
    await world.healthy();
    await world.serves();
  },

  async 'disk-full'() {
    const world = await openWorld(mountDataFolder);
    const { product } = world;
    const makeRoom = fillDisk(product.dataFolder);
    const asked = () => ask(product.ports.proxy, 'http://gambling.schoolgate.test/full', { headers: PAGE });
    const answers = [await asked(), await asked(), await asked()];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    await world.forwards();
    // Redis keeps its log on the same disk here: it refuses what parts would report, and is itself what fails.
    await world.untilHealth(({ failing }) => failing.length > 0);
    expect(product.log).toContain('the disk is full');
    makeRoom();
    await world.healthy();
    for (const answer of answers) expect(await product.recordOf(answer)).toMatchObject({ action: 'block', username: 'pupil1' });
    await world.serves();
  },

  async 'disk-read-only'() {
    const product = await Product.install();
    mountDataFolder(product, ',ro');
    undo.push(() => product.close());
    const { code, out, err } = await product.cli(['start']);
    expect([code, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([expect.stringMatching(/^schoolgate: .*data.*/)]);
  },

  async 'disk-turns-read-only'() {
    let repair = async (): Promise<void> => {};
    const world = await openWorld((product) => {
      repair = mountDevice(product);
    });
    const { product } = world;
    const before = await world.blocks('self-harm');
    // What ext4 does to itself when its device fails.
    execFileSync('mount', ['-o', 'remount,abort', product.dataFolder], { stdio: 'pipe' });
    const { status } = await ask(product.ports.proxy, 'http://gambling.schoolgate.test/lost', { headers: PAGE });
    expect(status).toBe(403);
    await world.forwards();
    // As with a full disk: what fails here is Redis, which keeps its log there too.
    await world.untilHealth(({ failing }) => failing.length > 0);
    expect(product.log).toContain('the file system is read-only');
    await product.kill();
    await repair();
    await product.start();
    await world.healthy();
    expect(await product.recordOf(before)).toMatchObject({ action: 'block', signal: 'danger' });
    await world.serves();
  },

  async 'everything-killed'() {
    const world = await openWorld();
    const { product } = world;
    const answer = await world.blocks('self-harm');
    await product.kill();
    await product.start();
    expect(await product.recordOf(answer)).toMatchObject({ action: 'block', signal: 'danger' });
    await world.healthy();
    await world.serves();
  },
};

if (postgresPrograms === null) console.warn('faults: the database that is away is skipped, PostgreSQL is not installed');

const NEEDS_DISK = ['disk-full', 'disk-read-only', 'disk-turns-read-only'];

describe('a fault', () => {
  it('has a test for each row of docs/faults.md that asks for one', () => {
    expect(Object.keys(TRIALS).sort()).toEqual(faultsTriedBy('check:deep').sort());
  });

  const isSkipped = (id: string) =>
    NEEDS_DISK.includes(id) ? noDisk !== undefined : id.startsWith('database-away') && postgresPrograms === null;
  for (const [id, trial] of Object.entries(TRIALS)) it.skipIf(isSkipped(id))(id, trial);
});
