import { Command } from 'commander';
import { nameArgument, reasonArgument, scopeText } from '../arguments.ts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../table.ts';

interface OpenOptions {
  readonly class: string;
  readonly until?: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function lessonCommand(context: CommandContext): Command {
  const lesson = new Command('lesson').description('open a site, and what it needs to work, for a class');
  lesson
    .command('open')
    .description('open a service (instagram), a URL or a host for a class until a time of the same day')
    .argument('<site>')
    .requiredOption('--class <id>', 'the class: 10B, or north/10B where several schools have one', nameArgument)
    .option('--until <time>', 'ISO 8601, London time; default an hour from now')
    .requiredOption('--reason <words>', 'why; it is shown to whoever asks', reasonArgument)
    .option('--json', 'answer as JSON')
    .action((site: string, options: OpenOptions) => open(context, site, options));
  lesson
    .command('list')
    .description('what is open for lessons now')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  lesson
    .command('end')
    .description('close it again now')
    .argument('<id>')
    .option('--json', 'answer as JSON')
    .action((id: string, options: { json?: boolean }) => end(context, id, options.json === true));
  return lesson;
}

async function open(context: CommandContext, site: string, options: OpenOptions): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { openLesson } = await import('../../admin/services/lessons.ts');
  const { serviceHosts } = await import('../../core/service-bundles.ts');
  await atDesk(context, async ({ services, principal, session }) => {
    const { class: name, until = null, reason } = options;
    const what = serviceHosts(site) === undefined ? { url: site } : { service: site };
    const { lesson, revision, warnings } = await openLesson(principal, { class: name, ...what, until, reason }, services);
    const state = await session.putInForce('overrides', revision);
    const { id, hosts } = lesson;
    const ends = new Date(lesson.until).toISOString();
    if (options.json) return context.out(JSON.stringify({ id, hosts, until: ends, state, warnings }));
    for (const warning of warnings) context.err(`schoolgate: ${warning}`);
    context.out(`${hosts.join(', ')} open for ${scopeText(lesson.scope)} until ${ends} (${id}): ${state}`);
  });
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { runningLessons } = await import('../../admin/services/lessons.ts');
  await atDesk(context, async ({ services, principal }) => {
    const items = (await runningLessons(principal, services)).map(({ id, scope, hosts, until, grantedBy, reason }) => {
      return { id, class: scope.id ?? '', hosts, until: new Date(until).toISOString(), grantedBy, reason };
    });
    if (asJson) return context.out(JSON.stringify({ items }));
    const rows = items.map((one) => [one.id, one.class, one.hosts.join(' '), one.until, one.grantedBy, one.reason]);
    for (const line of formatTable(['ID', 'CLASS', 'SITES', 'UNTIL', 'BY', 'REASON'], rows)) context.out(line);
  });
}

async function end(context: CommandContext, id: string, asJson: boolean): Promise<void> {
  const { atDesk } = await import('../unblocking.ts');
  const { endLesson } = await import('../../admin/services/lessons.ts');
  await atDesk(context, async ({ services, principal, session }) => {
    const { revision } = await endLesson(principal, id, services);
    const state = await session.putInForce('overrides', revision);
    context.out(asJson ? JSON.stringify({ id, state }) : `${id} ended: ${state}`);
  });
}
