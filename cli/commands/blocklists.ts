import { Command } from 'commander';
import type { SourceStatus } from '../../storage/list-store.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';
import { sealCommand } from './seal.ts';

interface UpdateCommandOptions {
  readonly force?: boolean;
  readonly json?: boolean;
}

export function blocklistsCommand(context: CommandContext): Command {
  const blocklists = new Command('blocklists').description('the lists that decisions rest on');
  blocklists
    .command('update')
    .description('fetch, check, compile and publish; workers swap without dropping a request')
    .argument('[source...]', 'ids of sources; default all')
    .option('--force', 'accept a list that shrank by more than half')
    .option('--json', 'answer as JSON')
    .action((sources: string[], options: UpdateCommandOptions) => update(context, sources, options));
  blocklists
    .command('status')
    .description('what is published, from which sources, and which protection is missing')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => status(context, options.json === true));
  blocklists
    .command('lookup')
    .description('categories of a host or URL, with the entries that match')
    .argument('<host-or-url>')
    .option('--json', 'answer as JSON')
    .action((hostOrUrl: string, options: { json?: boolean }) => lookup(context, hostOrUrl, options.json === true));
  blocklists.addCommand(sealCommand(context));
  return blocklists;
}

async function update(context: CommandContext, sources: readonly string[], options: UpdateCommandOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { updateBlocklists } = await import('../../blocklists/update.ts');
  const { showProgress } = await import('../progress.ts');
  await withSession(context, async ({ config, stores, bus, audit, putInForce }) => {
    const progress = showProgress(context.isTerminal, context.errText);
    const updated = await updateBlocklists({
      config,
      clock: context.clock,
      onProgress: progress.show,
      ...(sources.length === 0 ? {} : { sources }),
      ...(options.force ? { force: true } : {}),
    });
    progress.end();
    if (!updated.ok) throw new CommandFailure(updated.failure.message);
    const { version, changed, published } = updated.value;
    // The product may have published the same lists a moment ago without its workers having swapped yet.
    const statuses = bus === null ? [] : await bus.statuses();
    const isBehind = changed || statuses.some((status) => status.part === 'proxy' && status.listVersion !== version);
    const state = isBehind ? await putInForce('lists', await stores.bumpRevision('lists')) : 'nothing new';
    await audit('blocklists.update', version, { changed, sources, force: options.force === true });
    if (options.json) context.out(JSON.stringify({ version, changed, state, sources: published.sources }));
    else {
      for (const line of sourceLines(published.sources)) context.out(line);
      context.out(`lists ${version}: ${state}`);
    }
    const failed = published.sources.filter(({ id, status }) => status !== 'fresh' && (sources.length === 0 || sources.includes(id)));
    if (failed.length > 0) throw new CommandFailure(failed.map(({ id, message }) => `${id}: ${message ?? 'not updated'}`).join('\n'));
  });
}

function sourceLines(sources: readonly SourceStatus[]): string[] {
  const rows = sources.map((source) => [
    source.id,
    source.status,
    source.entries.toLocaleString('en-GB'),
    String(source.dropped),
    String(source.skipped),
    source.checkedAt === null ? '-' : new Date(source.checkedAt).toISOString(),
    source.message ?? '',
  ]);
  return formatTable(['SOURCE', 'STATUS', 'ENTRIES', 'DROPPED', 'SKIPPED', 'CHECKED', ''], rows);
}

async function status(context: CommandContext, asJson: boolean): Promise<void> {
  const { readConfig } = await import('../session.ts');
  const { openListStore } = await import('../../storage/list-store.ts');
  const { protectionNotice, protectionStatus } = await import('../../blocklists/protection.ts');
  const { at, inspection } = readConfig(context);
  const published = await openListStore(at.dataFolder).readCurrent();
  const protection = protectionStatus(published, context.clock(), inspection.enabled);
  if (asJson) return context.out(JSON.stringify({ published: published ?? null, protection }));
  if (published === undefined) context.out('no lists are published yet; run: schoolgate blocklists update');
  else {
    context.out(`lists ${published.version}, built ${new Date(published.builtAt).toISOString()}`);
    for (const line of sourceLines(published.sources)) context.out(line);
  }
  const undecidable = protection.classes.reduce((sum, item) => sum + item.undecidable, 0);
  if (undecidable > 0) context.out(`${undecidable} sealed entries name single pages of sites that are not opened: docs/inspection.md`);
  const notice = protectionNotice(protection);
  context.out(notice ?? 'every class of protection has a fresh list');
}

async function lookup(context: CommandContext, hostOrUrl: string, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { lookUpLists } = await import('../../blocklists/lookup.ts');
  const { publishedIndex } = await import('../lists.ts');
  await withSession(context, async (session) => {
    const found = lookUpLists(await publishedIndex(session, context), hostOrUrl);
    if (!found.ok) throw new CommandFailure(found.failure.message);
    const { host, page, categories, matches, listVersion } = found.value;
    if (asJson) return context.out(JSON.stringify(found.value));
    context.out(`${host}${page}: ${categories.join(', ') || 'uncategorised'} (lists ${listVersion})`);
    const rows = matches.map((match) => [match.category, match.entry, match.kind, match.list]);
    if (rows.length > 0) for (const line of formatTable(['CATEGORY', 'ENTRY', 'KIND', 'LIST'], rows)) context.out(line);
  });
}
