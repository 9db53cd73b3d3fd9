import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { epochMs } from '../core/units.ts';
import { runCommand } from './program.ts';

const stop = new AbortController();
if (process.argv[2] === 'start') {
  // A signal may come once or many times, to this process or to its group: it means the same each time.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
}
// A reader that went away (`| head`) is no reason to stop in the middle.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const code = await runCommand(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  clock: () => epochMs(Date.now()),
  osUser: osUser(),
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  errText: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  readStdin: () => text(process.stdin),
  stop: stop.signal,
});
process.exit(code);

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown'); // a container's user without a passwd entry
  }
}
