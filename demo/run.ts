import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lockDataFolder, prepareDataFolder } from '../cli/data-folder.ts';
import { STARTED_PARTS } from '../cli/parts.ts';
import { start } from '../cli/start.ts';
import { failure, type Result, success } from '../core/result.ts';
import { epochMs } from '../core/units.ts';
import { codeAt } from './accounts.ts';
import { type DemoMark, dataFolderOf, emptyFolder, readMark, writeMark } from './folder.ts';
import { browseOn } from './live.ts';
import { startMailSink } from './mail-sink.ts';
import { SCHOOLS, type SchoolId } from './schools.ts';
import { makeWeek } from './week.ts';

/**
 * `npm run demo`: makes a week of three made-up schools in a folder of its own and starts the product on it, on loopback alone.
 * `npm run demo -- codes [NAME]`: what the authenticator apps of its accounts show now.
 */
const USAGE = 'usage: npm run demo [-- --folder FOLDER] [--keep] [--only-make]\n       npm run demo -- codes [NAME] [--folder FOLDER]';
const LOOPBACK = '127.0.0.1';
const SCHOOL_IDS = SCHOOLS.map(({ id }) => id as SchoolId);
const SEED = 20_26;
/** What the demo takes from the environment: where to listen, on loopback. Everything else is its own. */
const KEPT_SETTINGS = ['SCHOOLGATE_PROXY_PORT', 'SCHOOLGATE_ADMIN_PORT', 'SCHOOLGATE_PORTAL_PORT', 'SCHOOLGATE_WORKERS'];

const out = (line: string) => void process.stdout.write(`${line}\n`);
const err = (line: string) => void process.stderr.write(`${line}\n`);
const now = () => epochMs(Date.now());

process.exit(await main());

async function main(): Promise<number> {
  const parsed = commandLine();
  if (parsed === undefined) {
    err(USAGE);
    return 2;
  }
  const { positionals, values } = parsed;
  const folder = resolve(values.folder ?? join(tmpdir(), `schoolgate-demo-${process.getuid?.() ?? 0}`));
  const [command, name] = positionals;
  const done = command === 'codes' ? tellCodes(folder, name) : await run(folder, values.keep === true, values['only-make'] === true);
  if (done.ok) return done.value;
  err(`schoolgate: ${done.failure.message}`);
  return 1;
}

function commandLine() {
  try {
    const options = { folder: { type: 'string' }, keep: { type: 'boolean' }, 'only-make': { type: 'boolean' } } as const;
    const parsed = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
    const [command] = parsed.positionals;
    return parsed.positionals.length > 2 || (command !== undefined && command !== 'codes') ? undefined : parsed;
  } catch {
    return undefined;
  }
}

async function run(folder: string, isKept: boolean, isOnlyMade: boolean): Promise<Result<number>> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  chooseSettings(folder);
  const mark = isKept ? readMark(folder) : await make(folder);
  if (!mark.ok) return mark;
  if (isOnlyMade || stop.signal.aborted) return success(0);
  const mails = join(folder, 'mails');
  const sink = await startMailSink(mails);
  process.env['SMTP_URL'] = sink.url;
  let browsing: ReturnType<typeof browseOn> | undefined;
  try {
    const tell = (line: string) => {
      out(line);
      if (!line.startsWith('schoolgate ready')) return;
      browsing = browseOn({ folder, env: process.env, schools: SCHOOL_IDS, seed: SEED });
      browsing.catch((error: unknown) => err(`schoolgate: nobody browses: ${error instanceof Error ? error.message : String(error)}`));
      // Beneath the lines that come with it.
      queueMicrotask(() => tellAccounts(mark.value, folder, mails));
    };
    return success(await start({ env: process.env, cwd: folder, out: tell, err, stop: stop.signal, parts: STARTED_PARTS }));
  } finally {
    await browsing?.then((running) => running.stop()).catch(() => {});
    sink.close();
  }
}

/** The demo reaches no database, Redis, mail server or list of anybody's, and nobody but this machine reaches it. */
function chooseSettings(folder: string): void {
  const isForeign = (name: string) => name.startsWith('SCHOOLGATE_') || /^(DATABASE|REDIS|SMTP)_URL(_FILE)?$/.test(name);
  for (const name of Object.keys(process.env)) if (isForeign(name) && !KEPT_SETTINGS.includes(name)) delete process.env[name];
  Object.assign(process.env, {
    SCHOOLGATE_CONFIG: join(folder, 'schoolgate.yaml'),
    SCHOOLGATE_DATA: dataFolderOf(folder),
    SCHOOLGATE_HOST: LOOPBACK,
    SCHOOLGATE_ADMIN_HOST: LOOPBACK,
    SCHOOLGATE_WORKERS: process.env['SCHOOLGATE_WORKERS'] ?? '1',
  });
}

async function make(folder: string): Promise<Result<DemoMark>> {
  const begun = performance.now();
  const free = freeFolder(folder);
  if (!free.ok) return free;
  out(`Making a week of three schools in ${folder}…`);
  const { records, people, mark } = await makeWeek({ folder, env: process.env, schools: SCHOOL_IDS, until: now(), seed: SEED });
  writeMark(folder, mark);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  out(`${people} people and ${records.toLocaleString('en-GB')} access records made in ${seconds} s; all of it is invented.`);
  return success(mark);
}

/** Refuses a folder whose demo is running: it would be emptied beneath it. */
function freeFolder(folder: string): Result<void> {
  if (readMark(folder).ok) {
    const prepared = prepareDataFolder(dataFolderOf(folder));
    if (!prepared.ok) return prepared;
    const lock = lockDataFolder(dataFolderOf(folder), STARTED_PARTS);
    if (!lock.ok) return lock;
    lock.value.release();
  }
  return emptyFolder(folder);
}

function tellAccounts({ password, accounts }: DemoMark, folder: string, mails: string): void {
  out(`The password of every account is ${password}; those who need a code of their app get it from`);
  out(
    `  npm run --silent demo -- codes${folder === resolve(join(tmpdir(), `schoolgate-demo-${process.getuid?.() ?? 0}`)) ? '' : ` --folder ${folder}`}`,
  );
  for (const { name, displayName, role, school, totpSecret } of accounts) {
    out(
      `  ${name.padEnd(12)} ${role.padEnd(12)} ${(school ?? 'the trust').padEnd(12)} ${displayName}${totpSecret === null ? ' (no code)' : ''}`,
    );
  }
  out(`Mails are kept in ${mails} and sent to nobody. Ctrl-C ends the demo; the next one begins anew, unless it is started with --keep.`);
}

function tellCodes(folder: string, name: string | undefined): Result<number> {
  const mark = readMark(folder);
  if (!mark.ok) return mark;
  const wanted = mark.value.accounts.filter((one) => one.totpSecret !== null && (name === undefined || one.name === name));
  if (wanted.length === 0) return failure('no-account', `no account "${name}" has an app`);
  for (const account of wanted) {
    const { code, leftMs } = codeAt(account.totpSecret ?? '', now());
    out(`${account.name.padEnd(12)} ${code}  (${Math.ceil(leftMs / 1_000)} s left)`);
  }
  return success(0);
}
