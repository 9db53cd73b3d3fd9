import { Command } from 'commander';
import type { Principal } from '../../admin/auth/principal.ts';
import type { AccountsContext } from '../../admin/services/accounts.ts';
import type { Config } from '../../config/schema/config.ts';
import type { Role } from '../../core/identity.ts';
import type { Account } from '../../storage/accounts.ts';
import { checkedSchool, nameArgument, roleArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

interface AddOptions {
  readonly role: Role;
  readonly school?: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly json?: boolean;
}

export function accountCommand(context: CommandContext): Command {
  const account = new Command('account').description('who signs in to the console');
  account
    .command('add')
    .description('make an account; its one-time password is shown once, as the last word')
    .argument('<name>', 'name to sign in with: the same as in the school records, where there is one', nameArgument)
    .requiredOption('--role <role>', 'what it may do', roleArgument)
    .option('--school <id>', 'only for this school')
    .option('--display-name <name>', 'what the console calls them', nameArgument)
    .option('--email <address>', 'to sign in by Microsoft, Google or the like')
    .option('--json', 'answer as JSON')
    .action((name: string, options: AddOptions) => add(context, name, options));
  account
    .command('list')
    .description('every account')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  account
    .command('reset')
    .description('a new one-time password; the authenticator app is forgotten, every session ends')
    .argument('<name>', 'name of the account', nameArgument)
    .option('--json', 'answer as JSON')
    .action((name: string, options: { json?: boolean }) => reset(context, name, options.json === true));
  account
    .command('remove')
    .description('end an account with its sessions')
    .argument('<name>', 'name of the account', nameArgument)
    .option('--json', 'answer as JSON')
    .action((name: string, options: { json?: boolean }) => remove(context, name, options.json === true));
  return account;
}

interface Desk {
  readonly config: Config;
  readonly services: AccountsContext;
  readonly principal: Principal;
}

/** Whoever may run commands here could change the data by hand: that counts as trust-admin. */
async function atDesk(context: CommandContext, act: (desk: Desk) => Promise<void>): Promise<void> {
  const { withSession } = await import('../session.ts');
  const { createPasswords } = await import('../../admin/auth/passwords.ts');
  const { Problem } = await import('../../admin/problem.ts');
  await withSession(context, async ({ config, stores }) => {
    const services = { config, stores, clock: context.clock, passwords: createPasswords() };
    try {
      await act({ config, services, principal: { actor: `cli:${context.osUser}`, role: 'trust-admin', school: null } });
    } catch (error) {
      throw error instanceof Problem ? new CommandFailure(error.message) : error;
    }
  });
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<void> {
  const { addAccount } = await import('../../admin/services/accounts.ts');
  const { role, school, displayName, email, json } = options;
  await atDesk(context, async ({ services, principal, config }) => {
    const more = { ...(displayName !== undefined && { displayName }), ...(email !== undefined && { email }) };
    const given = { name, role, school: checkedSchool(school, config), ...more };
    const { account, oneTimePassword } = await addAccount(principal, given, services);
    if (json) return context.out(JSON.stringify({ ...shown(account), oneTimePassword }));
    context.out(`account ${account.name} (${role}), one-time password, shown only now, good for a week: ${oneTimePassword}`);
  });
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { listAccounts } = await import('../../admin/services/accounts.ts');
  await atDesk(context, async ({ services, principal }) => {
    const accounts = (await listAccounts(principal, services)).map(shown);
    if (asJson) return context.out(JSON.stringify(accounts));
    const rows = accounts.map((one) => [one.name, one.role, one.school ?? '-', one.hasTotp ? 'yes' : 'no', one.lastSignInAt ?? 'never']);
    for (const line of formatTable(['NAME', 'ROLE', 'SCHOOL', 'APP', 'LAST SIGN-IN'], rows)) context.out(line);
  });
}

async function reset(context: CommandContext, name: string, asJson: boolean): Promise<void> {
  const { resetAccount } = await import('../../admin/services/accounts.ts');
  await atDesk(context, async ({ services, principal }) => {
    const { account, oneTimePassword } = await resetAccount(principal, name, services);
    if (asJson) return context.out(JSON.stringify({ ...shown(account), oneTimePassword }));
    context.out(`account ${account.name} reset, one-time password, shown only now, good for a week: ${oneTimePassword}`);
  });
}

async function remove(context: CommandContext, name: string, asJson: boolean): Promise<void> {
  const { removeAccount } = await import('../../admin/services/accounts.ts');
  await atDesk(context, async ({ services, principal }) => {
    await removeAccount(principal, name, services);
    context.out(asJson ? JSON.stringify({ name }) : `account ${name} removed`);
  });
}

function shown({ name, displayName, email, role, school, totp, oneTimeUntil, lastSignInAt }: Account) {
  const seen = lastSignInAt === null ? null : new Date(lastSignInAt).toISOString();
  return { name, displayName, email, role, school, hasTotp: totp !== null, mustSetPassword: oneTimeUntil !== null, lastSignInAt: seen };
}
