import { runCommand } from '../../cli/program.ts';
import type { EpochMs } from '../../core/units.ts';

/** The command line as somebody at the IT desk uses it, in a folder of its own at a time that stands still. */
export function deskOf(folder: () => string, now: EpochMs, osUser = 'tester') {
  let out: string[] = [];
  let err: string[] = [];
  const context = () => ({
    env: {},
    cwd: folder(),
    clock: () => now,
    osUser,
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    errText: (text: string) => void err.push(text),
    isTerminal: false,
    readStdin: async () => '',
    stop: new AbortController().signal,
  });
  async function cli(...words: string[]) {
    out = [];
    err = [];
    return { code: await runCommand(words, context()), out, err };
  }
  return { context, cli, json: async (...words: string[]) => JSON.parse((await cli(...words, '--json')).out[0] ?? 'null') };
}
