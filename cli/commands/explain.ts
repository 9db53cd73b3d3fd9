import { Command } from 'commander';
import type { IpAddress } from '../../core/address.ts';
import { parseDecisionId } from '../../core/decision-id.ts';
import type { Explanation } from '../../core/explanation.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { GroupId } from '../../core/identity.ts';
import { groupArgument, ipArgument, nameArgument } from '../arguments.ts';
import { type CommandContext, CommandFailure } from '../context.ts';
import { explanationLines } from '../explanation-text.ts';
import type { Session } from '../session.ts';

interface ExplainOptions {
  readonly url?: string;
  readonly search?: string;
  readonly user?: string;
  readonly ip?: IpAddress;
  readonly group?: GroupId;
  readonly at?: string;
  readonly decision?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly explanation: Explanation;
  /** What was decided at the time, for a recorded decision. */
  readonly recorded?: { readonly action: string; readonly rule: string; readonly reason: string; readonly time: string };
  readonly notes: readonly string[];
}

export function explainCommand(context: CommandContext): Command {
  const command = new Command('explain');
  return command
    .description('say why a request is, or would be, allowed or blocked: the whole rule chain with its evidence')
    .option('--url <url>', 'URL or host to ask about')
    .option('--search <words>', 'as a search for these words, where they are seen')
    .option('--user <name>', 'as this person', nameArgument)
    .option('--ip <address>', 'from this address: its lease and network count', ipArgument)
    .option('--group <group>', 'as this group', groupArgument)
    .option('--at <time>', 'at this time, ISO 8601; default now')
    .option('--decision <id>', 'explain a recorded decision, by the id on the block page')
    .option('--json', 'answer as JSON')
    .action(async (options: ExplainOptions) => {
      if ([options.url, options.search, options.decision].filter((one) => one !== undefined).length !== 1)
        command.error('give one of --url, --search and --decision', { exitCode: 2 });
      const { withSession } = await import('../session.ts');
      const answer = await withSession(context, (session) => explain(session, context, options));
      if (options.json) return context.out(JSON.stringify(answer));
      for (const note of answer.notes) context.out(note);
      if (answer.recorded !== undefined) {
        const { time, action, rule, reason } = answer.recorded;
        context.out(`recorded ${time}: ${action} by ${rule}: ${reason}`);
      }
      for (const line of explanationLines(answer.explanation)) context.out(line);
    });
}

async function explain(session: Session, context: CommandContext, options: ExplainOptions): Promise<Answer> {
  const { explainDecision } = await import('../../categoriser/explain.ts');
  const { openSnapshot } = await import('../snapshot.ts');
  const policy = await openSnapshot(session, context);
  const snapshot = policy.snapshot();
  if (snapshot === null) throw new CommandFailure('no policy can be put in force from what is configured');
  try {
    if (options.decision !== undefined)
      return await recorded(session, options.decision, (facts) => explainDecision(facts, snapshot), snapshot);
    const { hypotheticalFacts, parseQuestionUrl } = await import('../../snapshot/hypothetical-facts.ts');
    const { createNetworkTable } = await import('../../snapshot/network-table.ts');
    const { user, ip, group, at } = options;
    const url = options.search === undefined ? (options.url ?? '') : `http://www.google.com/search?q=${encodeURIComponent(options.search)}`;
    const facts = hypotheticalFacts({ url, user, ip, group, at }, policy, createNetworkTable(session.config.networks), context.clock());
    if (!facts.ok) throw new CommandFailure(facts.failure.message);
    const { snapshotAt } = await import('../../snapshot/snapshot-at.ts');
    const then = await snapshotAt(facts.value.at, { snapshot, stores: session.stores, now: context.clock() });
    const asked = parseQuestionUrl(url);
    return { explanation: explainDecision(facts.value, then.snapshot, asked.ok ? asked.value : undefined), notes: then.notes };
  } finally {
    await policy.close();
  }
}

/** A recorded decision is a person's record: each look leaves an audit row (row R90). */
async function recorded(
  { config, audit }: Session,
  text: string,
  explainFacts: (facts: RequestFacts) => Explanation,
  snapshot: Parameters<typeof import('../../snapshot/recorded-facts.ts').recordedFacts>[1],
): Promise<Answer> {
  const { findDecision } = await import('../../storage/access-log.ts');
  const { recordedFacts } = await import('../../snapshot/recorded-facts.ts');
  const id = parseDecisionId(text);
  if (id === undefined) throw new CommandFailure(`"${text}" is not a decision id`);
  const [record] = await findDecision(`${config.at.dataFolder}/records`, id);
  if (record === undefined) throw new CommandFailure(`no record of the decision ${id} is kept here`);
  await audit('explain.decision', id, { school: record.school });
  const { facts, notes } = recordedFacts(record, snapshot);
  if (facts === undefined) throw new CommandFailure(notes.join(' '));
  const { action, rule, reason, time } = record;
  return { explanation: explainFacts(facts), recorded: { action, rule, reason, time }, notes };
}
