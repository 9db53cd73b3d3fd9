import { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { CATEGORY_IDS } from '../../core/category.ts';
import { defaultAction } from '../../core/default-policy.ts';
import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
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
  return policy;
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
  const { policyVersionOf } = await import('../../snapshot/policy-version.ts');
  const { readConfig } = await import('../session.ts');
  if (defaults) return showDefaults(context, json === true);
  const document = readConfig(context).policy ?? {};
  const version = policyVersionOf(document);
  if (json) return context.out(JSON.stringify({ policyVersion: version, document }));
  context.out(`policy ${version}`);
  context.out(
    Object.keys(document).length === 0 ? 'the shipped policy, unchanged (policy show --defaults)' : JSON.stringify(document, null, 2),
  );
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
