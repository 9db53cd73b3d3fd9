import { Command, InvalidArgumentError } from 'commander';
import type { ExamAudience } from '../../core/measure.ts';
import { groupArgument, nameArgument, reasonArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';

/** One part of an audience, as `kind:name`. */
type Part = readonly [kind: keyof ExamAudience, name: string];

interface OpenOptions {
  readonly for: readonly Part[];
  readonly from?: string;
  readonly until: string;
  readonly site?: string[];
  readonly only?: boolean;
  readonly reason: string;
  readonly json?: boolean;
}

const KINDS = { class: 'classes', group: 'groups', school: 'schools', person: 'people', room: 'computers', network: 'networks' } as const;

/** `class:10B`, `group:seniors`, `school:north`, `person:tom`, `room:ICT1-`, `network:exam-hall`; several are given one by one. */
function partArgument(text: string, before: readonly Part[] = []): readonly Part[] {
  const [, kind, name] = /^(class|group|school|person|room|network):(.+)$/.exec(text) ?? [];
  if (kind === undefined || name === undefined) {
    throw new InvalidArgumentError('It is none of class:ID, group:ID, school:ID, person:NAME, room:BEGINNING, network:NAME.');
  }
  return [...before, [KINDS[kind as keyof typeof KINDS], kind === 'group' ? groupArgument(name) : nameArgument(name)]];
}

export function examCommand(context: CommandContext): Command {
  const exam = new Command('exam').description('exam windows: AI, translation, search and messaging closed for whoever sits it');
  exam
    .command('open')
    .description('open an exam window; every part of --for has to fit')
    .requiredOption(
      '--for <part>',
      'class:ID, group:ID, school:ID, person:NAME, room:BEGINNING or network:NAME; again for more',
      partArgument,
    )
    .option('--from <time>', 'ISO 8601, London time; default now')
    .requiredOption('--until <time>', 'when it ends by itself')
    .option('--site <site...>', 'left open by the exam')
    .option('--only', 'close everything but the sites')
    .requiredOption('--reason <words>', 'which exam', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((options: OpenOptions) => open(context, options));
  exam
    .command('list')
    .description('exam windows that run now or later')
    .option('--json', 'answer as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { list } = await import('../measures.ts');
      await list(context, json, 'exam', ({ audience }) => [['FOR', audienceText(audience)]]);
    });
  exam
    .command('end')
    .description('end an exam window now')
    .argument('<id>')
    .option('--reason <words>', 'why', reasonArgument)
    .option('--json', 'answer as JSON')
    .action(async (id: string, options: { reason?: string; json?: boolean }) => {
      const { end } = await import('../measures.ts');
      await end(context, 'exam', { id, ...options });
    });
  return exam;
}

async function open(context: CommandContext, options: OpenOptions): Promise<void> {
  const { from = null, until, site, only = false, reason, json = false } = options;
  if (only && site === undefined) throw new CommandFailure('--only needs a --site that stays open');
  const { openExam } = await import('../../admin/services/exams.ts');
  const { start } = await import('../measures.ts');
  await start(context, json, async ({ principal, services, session }) => {
    const audience = audienceOf(options.for);
    const more = { ...(site === undefined ? {} : { sites: site }), ...(only ? { allowListOnly: true } : {}) };
    const input = { audience, from, until, reason, ...more };
    const opened = await openExam(principal, input, { ...services, config: session.config });
    return { ...opened, words: `exam for ${audienceText(opened.measure.audience)}` };
  });
}

function audienceOf(parts: readonly Part[]): ExamAudience {
  const named = [...Map.groupBy(parts, ([kind]) => kind)].map(([kind, same]) => [kind, same.map(([, name]) => name)]);
  return Object.fromEntries(named) as ExamAudience;
}

function audienceText(audience: ExamAudience): string {
  return Object.entries(audience)
    .map(([kind, names]) => `${kind} ${names.join(', ')}`)
    .join('; ');
}
