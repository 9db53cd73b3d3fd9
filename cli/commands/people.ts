import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import type { ImportSource } from '../../admin/import/read-import.ts';
import type { ImportReport } from '../../admin/services/people-import.ts';
import { reasonArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly school?: string;
  readonly removeMore?: string;
  readonly json?: boolean;
}

/** As over HTTP: no school's records are larger. */
const MOST_BYTES = 48 * 1024 * 1024;
/** Of each kind, on a terminal; `--json` names everybody. */
const MOST_SHOWN = 100;

export function peopleCommand(context: CommandContext): Command {
  const people = new Command('people').description('people and classes from the school’s own records');
  people
    .command('import')
    .description('take in people and classes, all or nothing: who is not in the file any more is removed')
    .argument('<path>', 'a CSV file, or a OneRoster CSV package (a zip or a folder)')
    .option('--dry-run', 'say what would be done and do nothing')
    .option('--school <id>', 'the file is about this school only; people of others stay')
    .option('--remove-more <reason>', 'remove more people than the set share, and why', reasonArgument)
    .option('--json', 'answer as JSON, with everybody named')
    .action((path: string, options: ImportOptions) => importFrom(context, path, options));
  people
    .command('classes')
    .description('every class, with who teaches it')
    .option('--json', 'answer as JSON, with members')
    .action((options: { json?: boolean }) => classes(context, options.json === true));
  return people;
}

async function importFrom(context: CommandContext, path: string, options: ImportOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { importPeople, limitText, problemText } = await import('../../admin/services/people-import.ts');
  const { Problem } = await import('../../admin/problem.ts');
  const source = await sourceAt(resolve(context.cwd, path));
  await withSession(context, async ({ stores, config, putInForce }) => {
    const principal = { actor: `cli:${context.osUser}`, role: 'trust-admin', school: null } as const;
    const { dryRun = false, school, removeMore } = options;
    try {
      const { report, revision } = await importPeople(
        principal,
        source,
        { dryRun, school, removeMore },
        { stores, config, clock: context.clock },
      );
      const state = revision === null ? null : await putInForce('people', revision);
      if (options.json === true) context.out(JSON.stringify({ ...report, state }));
      else for (const line of reportLines(basename(path), report, state)) context.out(line);
      if (report.problemCount > 0) throw new CommandFailure(report.problems.map(problemText).join('\n'));
      if (report.limit.exceeded && removeMore === undefined) throw new CommandFailure(limitText(report.limit));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new CommandFailure([error.message, ...error.errors].join('\n'));
    }
  });
}

async function sourceAt(path: string): Promise<ImportSource> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'folder', path };
    if (!found.isFile() || found.size > MOST_BYTES)
      throw new CommandFailure(`${path} is no file, or is larger than ${MOST_BYTES / 1024 / 1024} MB`);
    return { kind: 'file', bytes: await readFile(path) };
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function* reportLines(
  file: string,
  { format, dryRun, people, classes: found, notes }: ImportReport,
  state: string | null,
): Generator<string> {
  const { added, changed, removed, kept, unchanged } = people;
  const would = dryRun ? 'would be ' : '';
  const text = (value: string | null | undefined) => value ?? '-';
  const difference = ({ before, after }: (typeof changed)[number]) =>
    (Object.keys(after) as (keyof typeof after)[]).map((field) => `${field} ${text(before[field])} → ${text(after[field])}`).join(', ');
  yield `${file} (${format}): ${added.length} people ${would}added, ${changed.length} changed, ${removed.length} removed; ${unchanged} as before`;
  yield* shown(
    'added',
    added.map(({ name, group, school }) => `${name} (${group}, ${text(school)})`),
  );
  yield* shown(
    'changed',
    changed.map((one) => `${one.name}: ${difference(one)}`),
  );
  yield* shown('removed', removed);
  yield* shown('kept, entered by hand', kept);
  yield `classes: ${found.added.length} ${would}added, ${found.changed.length} changed, ${found.removed.length} removed`;
  yield* shown('class added', found.added);
  yield* shown('class removed', found.removed);
  yield* notes;
  yield dryRun ? 'dry run: nothing was changed' : `taken in: ${state}`;
}

function shown(what: string, lines: readonly string[]): string[] {
  const rest = lines.length - MOST_SHOWN;
  return [
    ...lines.slice(0, MOST_SHOWN).map((line) => `  ${what}: ${line}`),
    ...(rest > 0 ? [`  ${what}: … and ${rest} more (--json)`] : []),
  ];
}

async function classes(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores }) => {
    const all = await stores.classes.list();
    if (asJson) return context.out(JSON.stringify(all));
    const rows = all.map(({ id, name, members, teachers }) => [id, name, String(members.length), teachers.join(' ') || '-']);
    for (const line of formatTable(['ID', 'NAME', 'MEMBERS', 'TEACHERS'], rows)) context.out(line);
  });
}
