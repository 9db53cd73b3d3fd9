import { Command } from 'commander';
import { type GroupId, normaliseUserName, type Person, type Role } from '../../core/identity.ts';
import { checkedSchool, groupArgument, nameArgument, roleArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

interface AddOptions {
  readonly group: GroupId;
  readonly school?: string;
  readonly role?: Role;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function userCommand(context: CommandContext): Command {
  const user = new Command('user').description('people the product knows by name');
  user
    .command('add')
    .description('add a person, or change one')
    .argument('<name>', 'user name', nameArgument)
    .requiredOption('--group <group>', 'group whose policy applies', groupArgument)
    .option('--school <id>', 'school of the configuration')
    .option('--role <role>', 'what they are at the school', roleArgument)
    .option('--password-stdin', 'read a password from standard input; without it an existing one is kept')
    .option('--json', 'answer as JSON')
    .action((name: string, options: AddOptions) => add(context, name, options));
  user
    .command('list')
    .description('everybody known')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  user
    .command('remove')
    .description('forget a person; credentials stop working at once')
    .argument('<name>', 'user name', nameArgument)
    .option('--json', 'answer as JSON')
    .action((name: string, options: { json?: boolean }) => remove(context, name, options.json === true));
  return user;
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ config, stores, audit, putInForce }) => {
    const school = checkedSchool(options.school, config);
    const existing = await stores.people.get(name);
    const passwordHash = options.passwordStdin ? await hashOfStdin(context) : (existing?.passwordHash ?? null);
    const { group, role = null } = options;
    const person: Person = { name, group, school, role, passwordHash };
    const revision = await stores.people.put([person]);
    await audit(existing === undefined ? 'user.add' : 'user.change', name, {
      group,
      school,
      role,
      password: options.passwordStdin === true,
    });
    const state = await putInForce('people', revision);
    const done = existing === undefined ? 'added' : 'changed';
    context.out(options.json ? JSON.stringify({ name, group, school, role, state }) : `user ${name} ${done} (${group}): ${state}`);
  });
}

async function hashOfStdin({ readStdin }: CommandContext): Promise<string> {
  const { hashPassword } = await import('../../storage/password.ts');
  const password = (await readStdin()).replace(/\r?\n$/, '');
  if (password === '') throw new CommandFailure('standard input holds no password');
  if (/[\r\n]/.test(password)) throw new CommandFailure('standard input holds more than one line; a password is one');
  return hashPassword(password);
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores }) => {
    const people = (await stores.people.list()).map(({ passwordHash, ...person }) => ({ ...person, hasPassword: passwordHash !== null }));
    if (asJson) return context.out(JSON.stringify(people));
    const rows = people.map((one) => [one.name, one.group, one.school ?? '-', one.role ?? '-', one.hasPassword ? 'yes' : 'no']);
    for (const line of formatTable(['NAME', 'GROUP', 'SCHOOL', 'ROLE', 'PASSWORD'], rows)) context.out(line);
  });
}

async function remove(context: CommandContext, name: string, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores, audit, putInForce }) => {
    if ((await stores.people.get(name)) === undefined) throw new CommandFailure(`there is no user ${normaliseUserName(name)}`);
    const revision = await stores.people.remove([name]);
    await audit('user.remove', name, {});
    const state = await putInForce('people', revision);
    context.out(asJson ? JSON.stringify({ name, state }) : `user ${name} removed: ${state}`);
  });
}
