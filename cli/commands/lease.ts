import { Command } from 'commander';
import type { IpAddress } from '../../core/address.ts';
import type { GroupId, Lease } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import { checkedSchool, groupArgument, ipArgument, nameArgument, secondsArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

interface AddOptions {
  readonly ip: IpAddress;
  readonly user: string;
  readonly computer: string;
  readonly group?: GroupId;
  readonly school?: string;
  readonly ttl: number;
  readonly json?: boolean;
}

export function leaseCommand(context: CommandContext): Command {
  const lease = new Command('lease').description('say who uses which address, for a time');
  lease
    .command('add')
    .description('bind an address to a person and a computer; a lease for someone else ends')
    .requiredOption('--ip <address>', 'client address', ipArgument)
    .requiredOption('--user <name>', 'who uses it', nameArgument)
    .requiredOption('--computer <name>', 'the computer', nameArgument)
    .option('--group <group>', "group; default the user's own, else the network's", groupArgument)
    .option('--school <id>', 'school of the configuration')
    .requiredOption('--ttl <seconds>', 'how long: 3600, 90m, 8h', secondsArgument)
    .option('--json', 'answer as JSON')
    .action((options: AddOptions) => add(context, options));
  lease
    .command('list')
    .description('leases that hold now')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  lease
    .command('remove')
    .description('end the lease of an address; its open tunnels are closed')
    .requiredOption('--ip <address>', 'client address', ipArgument)
    .option('--json', 'answer as JSON')
    .action((options: { ip: IpAddress; json?: boolean }) => remove(context, options.ip, options.json === true));
  return lease;
}

async function add(context: CommandContext, options: AddOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ config, stores, audit, putInForce }) => {
    const { ip, user, computer, group = null } = options;
    const school = checkedSchool(options.school, config);
    const lease: Lease = { ip, user, computer, group, school, expiresAt: context.clock() + options.ttl * 1_000 };
    const revision = await stores.leases.put([lease]);
    await audit('lease.put', ip, { user, computer, group, school, ttlSeconds: options.ttl });
    const state = await putInForce('leases', revision);
    const until = new Date(lease.expiresAt).toISOString();
    context.out(
      options.json ? JSON.stringify({ ...lease, expiresAt: until, state }) : `${ip} is ${user} on ${computer} until ${until}: ${state}`,
    );
  });
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores }) => {
    const leases = (await stores.leases.list(context.clock())).map((one) => ({ ...one, expiresAt: new Date(one.expiresAt).toISOString() }));
    if (asJson) return context.out(JSON.stringify(leases));
    const rows = leases.map((one) => [one.ip, one.user, one.computer, one.group ?? '-', one.school ?? '-', one.expiresAt]);
    for (const line of formatTable(['ADDRESS', 'USER', 'COMPUTER', 'GROUP', 'SCHOOL', 'UNTIL'], rows)) context.out(line);
  });
}

async function remove(context: CommandContext, ip: IpAddress, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores, audit, putInForce }) => {
    const held = await stores.leases.list(epochMs(context.clock()));
    if (!held.some((one) => one.ip === ip)) throw new CommandFailure(`there is no lease on ${ip}`);
    const revision = await stores.leases.remove([ip]);
    await audit('lease.remove', ip, {});
    const state = await putInForce('leases', revision);
    context.out(asJson ? JSON.stringify({ ip, state }) : `lease on ${ip} ended: ${state}`);
  });
}
