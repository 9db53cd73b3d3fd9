import { runCommandLine } from './support/options.ts';

/** `npm run bench`. Each bench parses its own options. */
const HELP = `npm run bench                  autocannon through a throw-away product: [--seconds N] [--connections N]
npm run bench -- --peers       beside Squid and others: [--rounds N] [--seconds N] [--only WORK,PEER…]
npm run bench -- --rollout     what a proxy of yours carries: --proxy URL --origin URL [--tunnel-origin HOST:PORT] [--pupils N] [--seconds N]
What each measures, and how: bench/README.md
`;

async function run(given: string[]): Promise<number> {
  const mode = given.find((one) => one === '--peers' || one === '--rollout' || one === '--help');
  const others = given.filter((one) => one !== mode);
  switch (mode) {
    case '--help':
      process.stdout.write(HELP);
      return 0;
    case '--peers':
      return (await import('./peers/run.ts')).run(others);
    case '--rollout':
      return (await import('./rollout/run.ts')).run(others);
    default:
      return (await import('./work/through-proxy.ts')).run(others);
  }
}

await runCommandLine(run, process.argv.slice(2));
