import { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { CATEGORY_IDS } from '../../core/category.ts';
import { defaultAction } from '../../core/default-policy.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import { reasonArgument, wholeNumber } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import type { ChangeOptions } from '../policies.ts';
import { formatTable } from '../table.ts';

export function policyCommand(context: CommandContext): Command {
  const policy = new Command('policy').description('who may see what');
  policy
    .command('check')
    .description('check a configuration file with its policy, without starting anything')
    .argument('<file>')
    .option('--json', 'answer as JSON')
    .action((file: string, options: { json?: boolean }) => check(context, file, options.json === true));
  policy
    .command('show')
    .description('the version in force and what the configuration changes about the shipped policy')
    .option('--defaults', 'the shipped table of groups and categories instead')
    .option('--json', 'answer as JSON')
    .action((options: { defaults?: boolean; json?: boolean }) => show(context, options));
  addVersionCommands(policy, context);
  return policy;
}

/** What acts on the policies that are saved. A FILE is a configuration file; its `policy` counts. */
function addVersionCommands(policy: Command, context: CommandContext): void {
  const policies = () => import('../policies.ts');
  policy
    .command('export')
    .description('the policy in force as a file to edit and import')
    .option('--version <version>', 'this version instead')
    .option('--at <time>', 'what was in force at that time instead, ISO 8601')
    .action(async (options: { version?: string; at?: string }) => (await policies()).exportPolicy(context, options));
  policy
    .command('import')
    .description('save the policy of a file as a new version, and put it in force')
    .argument('<file>')
    .requiredOption('--reason <words>', 'why; kept with the version', reasonArgument)
    .option('--announce <words>', 'tell those affected, on the portal and by mail', reasonArgument)
    .option('--emergency', 'the change is made at once, and told afterwards')
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: ChangeOptions) => (await policies()).importPolicy(context, file, options));
  policy
    .command('rollback')
    .description('save an earlier version again, and put it in force')
    .argument('<version>')
    .requiredOption('--reason <words>', 'why; kept with the version', reasonArgument)
    .option('--announce <words>', 'tell those affected, on the portal and by mail', reasonArgument)
    .option('--emergency', 'the change is made at once, and told afterwards')
    .option('--json', 'answer as JSON')
    .action(async (version: string, options: ChangeOptions) => (await policies()).goBackTo(context, version, options));
  policy
    .command('history')
    .description('every version that was saved, newest first')
    .option('--json', 'answer as JSON')
    .action(async (options: { json?: boolean }) => (await policies()).showHistory(context, options.json));
  policy
    .command('diff')
    .description('what is different between two policies, and for whom')
    .argument('<from>', 'a version, a file, or "current"')
    .argument('[to]', 'likewise', 'current')
    .option('--json', 'answer as JSON')
    .action(async (from: string, to: string, options: { json?: boolean }) =>
      (await policies()).showDifference(context, from, to, options.json),
    );
  policy
    .command('replay')
    .description('decide what was recorded by a draft, and count what would be different; nothing is saved')
    .argument('<draft>', 'a version or a file')
    .option('--days <days>', 'of the last so many days', wholeNumber, 1)
    .option('--json', 'answer as JSON')
    .action(async (draft: string, options: { days: number; json?: boolean }) => (await policies()).replayDraft(context, draft, options));
  addDraftCommands(policy, context);
}

/** Changes that wait for a second person, where the configuration wants one (`admin.policySecondPerson`). */
function addDraftCommands(policy: Command, context: CommandContext): void {
  const drafts = policy.command('drafts').description('changes that wait for a second person');
  const commands = () => import('../policy-drafts.ts');
  drafts
    .command('list')
    .description('what waits, newest first')
    .option('--all', 'what was decided too')
    .option('--json', 'answer as JSON')
    .action(async (options: { all?: boolean; json?: boolean }) => (await commands()).listDrafts(context, options));
  drafts
    .command('show')
    .description('one draft, with what it would change of the policy in force')
    .argument('<id>')
    .option('--json', 'answer as JSON')
    .action(async (id: string, options: { json?: boolean }) => (await commands()).showDraft(context, id, options.json));
  drafts
    .command('approve')
    .description('put a draft of somebody else in force')
    .argument('<id>')
    .requiredOption('--reason <words>', 'why; kept in the audit log', reasonArgument)
    .option('--json', 'answer as JSON')
    .action(async (id: string, options: { reason: string; json?: boolean }) => (await commands()).approveDraft(context, id, options));
  drafts
    .command('decline')
    .description('drop a draft')
    .argument('<id>')
    .requiredOption('--reason <words>', 'why; kept in the audit log', reasonArgument)
    .option('--json', 'answer as JSON')
    .action(async (id: string, options: { reason: string; json?: boolean }) => (await commands()).declineDraft(context, id, options));
}

async function check({ env, cwd, out }: CommandContext, file: string, asJson: boolean): Promise<void> {
  const { policyVersionOf } = await import('../../snapshot/policy-version.ts');
  const config = loadConfig({ env: { ...env, SCHOOLGATE_CONFIG: file }, cwd });
  if (asJson) {
    const problems = config.ok ? [] : config.failure.message.split('\n');
    out(JSON.stringify({ ok: config.ok, problems, policyVersion: config.ok ? policyVersionOf(config.value.policy ?? {}) : null }));
  }
  if (!config.ok) throw new CommandFailure(config.failure.message);
  if (!asJson) out(`${file} is valid: policy ${policyVersionOf(config.value.policy ?? {})}`);
}

async function show(context: CommandContext, { defaults, json }: { defaults?: boolean; json?: boolean }): Promise<void> {
  if (defaults) return showDefaults(context, json === true);
  const { atDesk } = await import('../unblocking.ts');
  await atDesk(context, async ({ services }) => {
    const document = services.policy.document();
    const { policyVersion } = services.policy.state();
    if (json) return context.out(JSON.stringify({ policyVersion, document }));
    context.out(`policy ${policyVersion}`);
    const isShipped = Object.keys(document).length === 0;
    context.out(isShipped ? 'the shipped policy, unchanged (policy show --defaults)' : JSON.stringify(document, null, 2));
  });
}

function showDefaults({ out }: CommandContext, asJson: boolean): void {
  if (asJson) {
    const column = (group: GroupId) => Object.fromEntries(CATEGORY_IDS.map((id) => [id, defaultAction(group, id)]));
    out(JSON.stringify(Object.fromEntries(GROUP_IDS.map((group) => [group, column(group)]))));
    return;
  }
  const rows = CATEGORY_IDS.map((id) => [id, ...GROUP_IDS.map((group) => defaultAction(group, id))]);
  for (const line of formatTable(['CATEGORY', ...GROUP_IDS.map((group) => group.toUpperCase())], rows)) out(line);
}
