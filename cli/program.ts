import { Command, CommanderError } from 'commander';
import { accountCommand } from './commands/account.ts';
import { auditCommand } from './commands/audit.ts';
import { blocklistsCommand } from './commands/blocklists.ts';
import { caCommand } from './commands/ca.ts';
import { examCommand } from './commands/exam.ts';
import { explainCommand } from './commands/explain.ts';
import { healthcheckCommand } from './commands/healthcheck.ts';
import { inspectionCommand } from './commands/inspection.ts';
import { leaseCommand } from './commands/lease.ts';
import { lessonCommand } from './commands/lesson.ts';
import { overrideCommand } from './commands/override.ts';
import { peopleCommand } from './commands/people.ts';
import { personalUseCommand } from './commands/personal-use.ts';
import { policyCommand } from './commands/policy.ts';
import { requestCommand } from './commands/request.ts';
import { startCommand } from './commands/start.ts';
import { suspendCommand, suspensionCommand } from './commands/suspend.ts';
import { tokenCommand } from './commands/token.ts';
import { userCommand } from './commands/user.ts';
import { type CommandContext, CommandFailure } from './context.ts';

export const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** Runs one command line (without the program's own name). Returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCommand(commandLine: readonly string[], context: CommandContext): Promise<number> {
  let code: number = EXIT.done;
  const program = new Command('schoolgate')
    .description('Web filtering and safeguarding monitoring for schools')
    .addCommand(
      startCommand(context, (exitCode) => {
        code = exitCode;
      }),
    )
    .addCommand(blocklistsCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(leaseCommand(context))
    .addCommand(userCommand(context))
    .addCommand(accountCommand(context))
    .addCommand(tokenCommand(context))
    .addCommand(peopleCommand(context))
    .addCommand(policyCommand(context))
    .addCommand(overrideCommand(context))
    .addCommand(requestCommand(context))
    .addCommand(lessonCommand(context))
    .addCommand(examCommand(context))
    .addCommand(suspendCommand(context))
    .addCommand(suspensionCommand(context))
    .addCommand(personalUseCommand(context))
    .addCommand(caCommand(context))
    .addCommand(inspectionCommand(context))
    .addCommand(auditCommand(context))
    .addCommand(healthcheckCommand(context));
  prepare(program, context);
  try {
    await program.parseAsync(commandLine, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, context);
  }
}

/** Every command throws instead of ending the process, and writes through the context. Subcommands do not inherit this by themselves. */
function prepare(command: Command, context: CommandContext): void {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text.trimEnd()),
      outputError: (text, write) =>
        write(
          `schoolgate: ${text
            .replace(/^error: /, '')
            .trim()
            .replaceAll('\n', ' ')}`,
        ),
    });
  for (const child of command.commands) prepare(child, context);
}

function exitCodeOf(error: unknown, { err }: CommandContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  if (error instanceof CommandFailure || (error instanceof Error && error.name === 'DatabaseFailure')) {
    for (const line of error.message.split('\n')) err(`schoolgate: ${line}`);
  } else err(`schoolgate: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return EXIT.failed;
}
