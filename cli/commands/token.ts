import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import type { Role } from '../../core/identity.ts';
import type { ApiToken } from '../../storage/stores.ts';
import { newTokenSecret, tokenHash } from '../../storage/token-secret.ts';
import { checkedSchool, nameArgument, roleArgument, secondsArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { formatTable } from '../table.ts';

interface CreateOptions {
  readonly name: string;
  readonly role: Role;
  readonly school?: string;
  readonly person?: string;
  readonly ttl?: number;
  readonly json?: boolean;
}

export function tokenCommand(context: CommandContext): Command {
  const token = new Command('token').description('keys for machines that use the admin API');
  token
    .command('create')
    .description('make a token; it is shown once, as the last word')
    .requiredOption('--name <name>', 'what it is for', nameArgument)
    .requiredOption('--role <role>', 'what it may do', roleArgument)
    .option('--school <id>', 'only for this school')
    .option('--person <name>', 'the person it acts for: a teacher acts for their own classes', nameArgument)
    .option('--ttl <seconds>', 'how long it is good for: 3600, 8h, 90d; default without end', secondsArgument)
    .option('--json', 'answer as JSON')
    .action((options: CreateOptions) => create(context, options));
  token
    .command('list')
    .description('every token, without its secret')
    .option('--json', 'answer as JSON')
    .action((options: { json?: boolean }) => list(context, options.json === true));
  token
    .command('revoke')
    .description('end a token at once')
    .argument('<id-or-name>', 'its id, or its name where that is unique')
    .option('--json', 'answer as JSON')
    .action((which: string, options: { json?: boolean }) => revoke(context, which, options.json === true));
  return token;
}

async function create(context: CommandContext, options: CreateOptions): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ config, stores, audit }) => {
    const { name, role, ttl, person = null } = options;
    const school = checkedSchool(options.school, config);
    const createdAt = context.clock();
    const expiresAt = ttl === undefined ? null : createdAt + ttl * 1_000;
    const token: ApiToken = { id: randomUUID(), name, role, school, person, createdAt, expiresAt, revokedAt: null };
    const secret = newTokenSecret();
    await stores.tokens.create(token, tokenHash(secret));
    await audit('token.create', token.id, { name, role, school, person, ttlSeconds: ttl ?? null });
    context.out(options.json ? JSON.stringify({ ...shown(token), token: secret }) : `token ${name} (${role}), shown only now: ${secret}`);
  });
}

function shown({ id, name, role, school, person = null, createdAt, expiresAt, revokedAt }: ApiToken) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return { id, name, role, school, person, createdAt: time(createdAt), expiresAt: time(expiresAt), revokedAt: time(revokedAt) };
}

async function list(context: CommandContext, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores }) => {
    const tokens = (await stores.tokens.list()).map(shown);
    if (asJson) return context.out(JSON.stringify(tokens));
    const rows = tokens.map((one) => [one.id, one.name, one.role, one.school ?? '-', one.expiresAt ?? 'never', one.revokedAt ?? '-']);
    for (const line of formatTable(['ID', 'NAME', 'ROLE', 'SCHOOL', 'EXPIRES', 'REVOKED'], rows)) context.out(line);
  });
}

async function revoke(context: CommandContext, which: string, asJson: boolean): Promise<void> {
  const { withSession } = await import('../session.ts');
  await withSession(context, async ({ stores, audit }) => {
    const live = (await stores.tokens.list()).filter((one) => one.revokedAt === null && (one.id === which || one.name === which));
    const [token] = live;
    if (token === undefined) throw new CommandFailure(`there is no live token ${which}`);
    if (live.length > 1) throw new CommandFailure(`${live.length} tokens are named ${which}; give the id of one (token list)`);
    if (!(await stores.tokens.revoke(token.id, context.clock()))) throw new CommandFailure(`there is no live token ${which}`);
    await audit('token.revoke', token.id, { name: token.name });
    context.out(asJson ? JSON.stringify({ id: token.id, name: token.name }) : `token ${token.name} revoked`);
  });
}
