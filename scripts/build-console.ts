/**
 * `node scripts/build-console.ts`: builds the web console into console/dist when that is absent or older than its sources. `npm start`
 * calls it each time: with nothing to do it takes as long as reading the sources.
 */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSOLE = join(ROOT, 'console');
const DIST = join(CONSOLE, 'dist');
/** In the build itself: one that was interrupted has none. */
const STAMP = join(DIST, '.sources');
/** The names of the files that a build made itself. */
const OWN_FILES = '.files';

/** Of everything that the build is made from: sources, settings, and the libraries as the lock file names them. */
function sourcesHash(): string {
  const sources = globSync(['src/**/*.*', 'index.html', '*.ts', '*.json'], { cwd: CONSOLE }).sort();
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  for (const path of sources) hash.update(`\n${path}\n`).update(readFileSync(join(CONSOLE, path)));
  return hash.digest('hex');
}

async function build(hash: string): Promise<void> {
  // Whatever the shell says: React's development build is four times as large.
  process.env['NODE_ENV'] = 'production';
  const vite = await import('vite');
  // Beside the one in use, which a running product may be serving; two builds at once do not meet.
  const fresh = mkdtempSync(join(CONSOLE, 'dist-'));
  const before = `${fresh}-before`;
  try {
    await vite.build({ configFile: join(CONSOLE, 'vite.config.ts'), logLevel: 'error', build: { outDir: fresh, emptyOutDir: true } });
    for (const file of globSync('assets/*.{js,css}', { cwd: fresh })) {
      writeFileSync(join(fresh, `${file}.gz`), gzipSync(readFileSync(join(fresh, file)), { level: 9 }));
    }
    keepFilesOfOpenPages(fresh);
    writeFileSync(join(fresh, '.sources'), hash);
    // Whoever runs the product may be another than who installed it.
    chmodSync(fresh, 0o755);
    if (existsSync(DIST)) renameSync(DIST, before);
    renameSync(fresh, DIST);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(before, { recursive: true, force: true });
  }
}

/**
 * A page that is open in somebody's browser goes on asking for the files of the build it began with. Those of the build before this one
 * stay; what that one had kept itself goes.
 */
function keepFilesOfOpenPages(fresh: string): void {
  writeFileSync(join(fresh, OWN_FILES), JSON.stringify(globSync('assets/*', { cwd: fresh })));
  const list = join(DIST, OWN_FILES);
  if (!existsSync(list)) return;
  for (const file of JSON.parse(readFileSync(list, 'utf8')) as string[]) {
    if (!existsSync(join(fresh, file)) && existsSync(join(DIST, file))) copyFileSync(join(DIST, file), join(fresh, file));
  }
}

const hash = sourcesHash();
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== hash) {
  console.error('schoolgate: building the console (once)…');
  await build(hash).catch((error: unknown) => {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    console.error(`schoolgate: the console could not be built, everything else works: ${reason}`);
    process.exitCode = 1;
  });
}
