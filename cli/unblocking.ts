import { randomUUID } from 'node:crypto';
import type { Principal } from '../admin/auth/principal.ts';
import { Problem } from '../admin/problem.ts';
import type { ServiceContext } from '../admin/services/context.ts';
import { createNetworkTable } from '../snapshot/network-table.ts';
import { type CommandContext, CommandFailure } from './context.ts';
import { type Session, withSession } from './session.ts';
import { openSnapshot } from './snapshot.ts';

/** What a command about overrides and requests works with: the services of the admin API, acting as whoever runs the command. */
export interface Desk {
  readonly session: Session;
  readonly services: ServiceContext;
  readonly principal: Principal;
}

/** Runs one command at the desk. Whoever may run commands here could change the data by hand: that counts as trust-admin. */
export async function atDesk<T>(context: CommandContext, act: (desk: Desk) => Promise<T>): Promise<T> {
  return withSession(context, async (session) => {
    const policy = await openSnapshot(session, context);
    const { stores, config } = session;
    const services = { stores, config, policy, networkOf: createNetworkTable(config.networks), clock: context.clock, newId: randomUUID };
    const principal: Principal = { actor: `cli:${context.osUser}`, role: 'trust-admin', school: null };
    try {
      return await act({ session, services, principal });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new CommandFailure([error.message, ...error.errors.filter((line) => line !== error.message)].join('\n'));
    } finally {
      await policy.close();
    }
  });
}
