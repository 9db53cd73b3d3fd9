import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Everything else is the product: a new folder is seen without being named here. */
const NOT_PRODUCT = new Set(['node_modules', 'test', 'bench', 'scripts', 'data', 'dist', 'coverage', 'docs', 'docker']);

/** The product's source files under `root`, as found on disk. */
export function sourceFiles(root = ROOT) {
  return globSync('[a-z]*/**/*.{ts,tsx}', { cwd: root, exclude: (path) => NOT_PRODUCT.has(path) }).sort();
}

/**
 * Holds every import under `root` against .dependency-cruiser.mjs. Returns the modules it saw, the source files it did not
 * see, and a line for every violation.
 */
export function checkArchitecture(root = ROOT) {
  const files = sourceFiles(root);
  const folders = [...new Set(files.map((file) => file.slice(0, file.indexOf('/'))))];
  const cruise = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      join(ROOT, '.dependency-cruiser.mjs'),
      '--output-type',
      'json',
      ...folders,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!cruise.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${cruise.stderr || cruise.stdout}`);
  const { modules, summary } = JSON.parse(cruise.stdout);
  const seen = modules.map((module) => module.source).filter((source) => files.includes(source));
  return { modules: seen, missing: files.filter((file) => !seen.includes(file)), violations: summary.violations.map(describe) };
}

function describe({ rule, from, to, cycle }) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name ?? step).join(' → ');
  return `${rule.severity} ${rule.name}: ${from} → ${path}`;
}
