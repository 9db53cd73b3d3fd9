import { endMeasure, type MeasureOf, runningMeasures, type Switched, written } from '../admin/services/measures.ts';
import { type MeasureKind, STANDING } from '../core/measure.ts';
import type { CommandContext } from './context.ts';
import { formatTable } from './table.ts';
import { atDesk, type Desk } from './unblocking.ts';

type Row = readonly (readonly [heading: string, cell: string])[];

/** Switches something on, and says until when and whether it is in force. */
export async function start(
  context: CommandContext,
  asJson: boolean,
  act: (desk: Desk) => Promise<Switched & { readonly words: string }>,
): Promise<void> {
  await atDesk(context, async (desk) => {
    const { measure, revision, warnings, words } = await act(desk);
    const state = await desk.session.putInForce('overrides', revision);
    const { id, from, until } = written(measure);
    if (asJson) return context.out(JSON.stringify({ id, from, until, state, warnings }));
    for (const warning of warnings) context.err(`schoolgate: ${warning}`);
    context.out(`${words} from ${from} until ${until} (${id}): ${state}`);
  });
}

/** Everything of a kind that runs now or later. */
export async function list<K extends MeasureKind>(
  context: CommandContext,
  asJson: boolean,
  kind: K,
  row: (measure: MeasureOf<K>) => Row,
): Promise<void> {
  await atDesk(context, async ({ services, principal }) => {
    const running = await runningMeasures(principal, kind, services);
    if (asJson) return context.out(JSON.stringify({ items: running.map(written) }));
    if (running.length === 0) return context.out('nothing runs');
    const rows = running.map((one) => {
      const { id, from, until: end, by, reason } = written(one);
      const until = one.until === STANDING ? 'given back' : end;
      return [['ID', id], ...row(one), ['FROM', from], ['UNTIL', until], ['BY', by], ['REASON', reason]] as Row;
    });
    const heading = (rows[0] ?? []).map(([title]) => title);
    for (const line of formatTable(
      heading,
      rows.map((cells) => cells.map(([, cell]) => cell)),
    ))
      context.out(line);
  });
}

export async function end(
  context: CommandContext,
  kind: MeasureKind,
  { id, reason, json }: { readonly id: string; readonly reason?: string; readonly json?: boolean },
): Promise<void> {
  await atDesk(context, async ({ services, principal, session }) => {
    const { revision } = await endMeasure(principal, kind, { id, ...(reason === undefined ? {} : { reason }) }, services);
    const state = await session.putInForce('overrides', revision);
    context.out(json ? JSON.stringify({ id, state }) : `${id} ended: ${state}`);
  });
}
