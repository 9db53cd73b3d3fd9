import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { ask } from '../../../integration/proxy-client.ts';
import { MailServer } from '../../../support/mail-server.ts';
import { Product, until } from '../../../support/product.ts';

const SHIM = fileURLToPath(new URL('./clock-shim.ts', import.meta.url));
const DISK_MEGABYTES = 512;
/** Each part gives itself nine seconds; a busy machine makes more of them. */
const END_LIMIT_MS = 60_000;
const CONFIG = `
blocklists: { sources: [] }
trust: { name: Example Trust, safeguardingLead: { name: T. Lead, email: trust@trust.example } }
schools:
  - id: north
    name: North Academy
    dsl: { name: A. Lead, email: dsl@north.example }
    deputies: [ { name: B. Deputy, email: deputy@north.example } ]
    digestAt: "01:30"
networks: [ { cidr: 127.0.0.0/8, name: wifi, school: north, group: seniors } ]
mail: { from: "Schoolgate <schoolgate@trust.example>" }
# The clock goes to spring and back to autumn: nothing is to grow too old to be counted at the end.
retention: { mode: chosen, routineDays: 3650, signalledDays: 3650, auditDays: 3650 }
`;

export const LEADS = ['dsl@north.example', 'deputy@north.example'] as const;

/** A client that was told `403`: the decision it was told of must reach an incident, and that the leads. */
export interface Answered {
  readonly decision: string;
  readonly address: string;
}

/** The real product, its mail server, and a clock that can be moved. */
export class World {
  readonly product: Product;
  readonly mail: MailServer;
  readonly answered: Answered[] = [];
  /** Of the whole disk that the product lies on; undefined where none can be mounted. */
  readonly hasOwnDisk: boolean;
  #unanswered = 0;
  #clients = 0;
  #offsetMs = 0;

  private constructor(product: Product, mail: MailServer, hasOwnDisk: boolean) {
    this.product = product;
    this.mail = mail;
    this.hasOwnDisk = hasOwnDisk;
  }

  static async open(): Promise<World> {
    const mail = await MailServer.start();
    // A worker is enough to be killed, and starts sooner than two.
    const env = { SMTP_URL: mail.url, SCHOOLGATE_WORKERS: '1' };
    const product = await Product.install({ config: CONFIG, env });
    const clock = join(product.folder, 'clock');
    Object.assign(product.env, { CHAOS_CLOCK: clock, NODE_OPTIONS: `--import=${SHIM}` });
    mkdirSync(product.dataFolder, { mode: 0o700 });
    const world = new World(product, mail, mountDisk(product.dataFolder));
    // A Saturday in autumn, some hours before the clocks go back.
    world.setClock(Date.UTC(2026, 9, 24, 12));
    try {
      await product.start();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  get unanswered(): number {
    return this.#unanswered;
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  setClock(to: number): void {
    this.#offsetMs = to - Date.now();
    const path = join(this.product.folder, 'clock');
    writeFileSync(`${path}.new`, String(this.#offsetMs));
    renameSync(`${path}.new`, path);
  }

  advance(ms: number): void {
    this.setClock(this.now() + ms);
  }

  /** So many clients, each at an address of its own, that try something forbidden once or twice. */
  async attempt(clients: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.#client()));
  }

  async #client(): Promise<void> {
    const number = ++this.#clients;
    const address = `127.${1 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
    for (let time = 0; time <= number % 2; time++) {
      try {
        const answer = await ask(this.product.ports.proxy, 'http://terrorism.schoolgate.test/', { from: address });
        const decision = answer.headers['schoolgate-decision'];
        if (answer.status === 403 && typeof decision === 'string') this.answered.push({ decision, address });
        else this.#unanswered++;
      } catch {
        this.#unanswered++;
      }
    }
  }

  /** Reads the product's database, beside it. */
  read<T>(work: (database: Sqlite.Database) => T): T {
    const database = new Sqlite(this.databasePath, { timeout: 5_000 });
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  get databasePath(): string {
    return join(this.product.dataFolder, 'db/schoolgate.sqlite');
  }

  redis(...words: string[]): void {
    execFileSync('redis-cli', ['-s', join(this.product.dataFolder, 'redis/redis.sock'), ...words], { timeout: 5_000, stdio: 'pipe' });
  }

  runs(instance: string): boolean {
    return this.product.processes().some((each) => each.instance === instance);
  }

  /** Resolves when nothing but Redis is left of a product whose supervisor is gone. */
  async ended(): Promise<void> {
    const left = () => this.product.processes().filter(({ instance }) => instance !== 'redis');
    await until(
      () => left().length === 0,
      END_LIMIT_MS,
      () => `left of a product without supervisor: ${JSON.stringify(left())}`,
    );
  }

  async close(): Promise<void> {
    await this.product.kill();
    if (this.hasOwnDisk) execFileSync('umount', ['-l', this.product.dataFolder], { stdio: 'pipe' });
    await this.product.close();
    await this.mail.close();
  }
}

function mountDisk(folder: string): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=700`, 'tmpfs', folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
