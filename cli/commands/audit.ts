import { Command } from 'commander';
import { type CommandContext, CommandFailure } from '../context.ts';

export function auditCommand(context: CommandContext): Command {
  const audit = new Command('audit').description('who did what');
  audit
    .command('verify')
    .description('look for any edit, removal, reordering or cut-off end in the audit log')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => verify(context, options.json === true));
  return audit;
}

async function verify(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { readAnchors, verifyAudit } = await import('../../storage/audit-anchors.ts');
  await withSession(context, async ({ config, stores, audit }) => {
    const verdict = await verifyAudit(stores.audit, await readAnchors(config.at.dataFolder), context.clock());
    const { intact, firstBroken, reason, entries, anchors, anchoredTo, warning } = verdict;
    await audit('audit.verify', 'audit', { intact, firstBroken, entries });
    if (asJson) context.out(JSON.stringify(verdict));
    if (warning !== null) context.err(`warning: ${warning}`);
    if (!intact) throw new CommandFailure(`the audit log is broken at ${firstBroken}: ${reason}`);
    if (!asJson) context.out(`the audit log is whole: ${entries} entries, up to ${anchoredTo} held by ${anchors} anchors`);
  });
}
