/** Wrong usage of a bench: one line, no stack. */
export class UsageError extends Error {}

/** A positive number given on the command line, or the default where it was not given. */
export function positive(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`--${name}: "${text}" is not a positive number`);
  return value;
}

/** Runs a bench's command line: a wrong one is a line and exit code 2, another failure a line and exit code 1. */
export async function runCommandLine(run: (given: string[]) => Promise<number>, given: string[]): Promise<void> {
  try {
    process.exitCode = await run(given);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = error instanceof UsageError || ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
