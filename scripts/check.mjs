/** `npm run check`: types, lint and format, architecture. Every step runs, so that one look shows all that is wrong. */
import { spawnSync } from 'node:child_process';
import { checkArchitecture } from './architecture.mjs';

const steps = [
  ['types', () => run('node_modules/typescript/bin/tsc', ['-p', '.'])],
  ['types of the console', () => run('node_modules/typescript/bin/tsc', ['-p', 'console'])],
  ['lint and format', () => run('node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off'])],
  ['architecture', architecture],
];

const failed = steps.filter(([name, step]) => {
  console.log(`\n── ${name}`);
  return !step();
});
console.log(failed.length === 0 ? '\ncheck passed' : `\ncheck failed: ${failed.map(([name]) => name).join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function run(script, scriptArguments) {
  return spawnSync(process.execPath, [script, ...scriptArguments], { stdio: 'inherit' }).status === 0;
}

function architecture() {
  const { modules, missing, violations } = checkArchitecture();
  for (const violation of violations) console.log(violation);
  // A checker that saw nothing finds nothing wrong: with a compiler it cannot use, it reports success on zero modules.
  for (const file of missing) console.log(`${file}: not seen by the architecture check`);
  console.log(`${modules.length} modules, ${violations.length} violations`);
  return modules.length > 0 && missing.length === 0 && violations.length === 0;
}
