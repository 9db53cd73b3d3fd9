import { failure, type Result, success } from '../core/result.ts';
import type { SupervisedPart } from '../core/supervision.ts';
import { ChildPart, type Listening, PASSING, type PartPlan } from './child-part.ts';

/** Leaves time to stop Redis within the 10 s that a stop may take. */
const DRAIN_LIMIT_MS = 8_500;
const PING_EVERY_MS = 1_000;

export interface Supervisor {
  /**
   * Prepares every part, then lets all of them listen. An expected failure of one stops the start; `drain` ends the others. Where
   * that failure passes by itself and is not a proxy's, the others go to work, and the start lasts until that part has followed.
   */
  start(): Promise<Result<Listening>>;
  parts(): readonly SupervisedPart[];
  /** Ends every part, by force after 8.5 s. However often it is called, the drain is one and takes its time. */
  drain(): Promise<void>;
}

export interface SupervisorOptions {
  readonly plans: readonly PartPlan[];
  /** For the operational log: a part that stopped, failed or had to be killed. */
  readonly onProblem: (line: string) => void;
  readonly drainLimitMs?: number;
  readonly pingEveryMs?: number;
}

/** Keeps the parts running: one that dies or hangs is started again, the others are left alone. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { plans, onProblem, drainLimitMs = DRAIN_LIMIT_MS, pingEveryMs = PING_EVERY_MS } = options;
  const children: ChildPart[] = plans.map((plan) => new ChildPart(plan, { onProblem, onChange: () => tellAdmin() }));
  const parts = () => children.map((child) => child.describe());
  const tellAdmin = () => {
    for (const child of children) if (child.plan.part === 'admin') child.send({ kind: 'parts', parts: parts() });
  };
  const hasProxy = plans.some(({ part }) => part === 'proxy');
  const late = new Set<ChildPart>();
  const prepare = async (child: ChildPart): Promise<Result<void>> => {
    const prepared = await child.prepare();
    if (prepared.ok || prepared.failure.code !== PASSING || !hasProxy || child.plan.part === 'proxy') return prepared;
    late.add(child);
    onProblem(`starting without ${child.plan.instance}, which is tried again: ${prepared.failure.message}`);
    return success(undefined);
  };
  let drained: Promise<void> | undefined;
  let pinging: NodeJS.Timeout | undefined;

  return {
    parts,
    async start() {
      for (const isFirst of [true, false]) {
        const group = children.filter((child) => (child.plan.isFirst ?? false) === isFirst);
        const prepared = await allOf(group.map(prepare));
        if (!prepared.ok) return prepared;
        if (drained !== undefined) return failure('stopped', 'stopped while starting');
      }
      const punctual = await allOf(children.filter((child) => !late.has(child)).map((child) => child.listen()));
      if (!punctual.ok) return punctual;
      const following = [...late].map((child) => child.untilListening());
      for (const child of children) child.keepRunning();
      pinging = setInterval(() => {
        for (const child of children) child.checkAlive();
      }, pingEveryMs);
      const followed = await allOf(following);
      if (!followed.ok) return followed;
      const listening = [...punctual.value, ...followed.value];
      return success({
        addresses: Object.assign({}, ...listening.map((one) => one.addresses)),
        notices: [...new Set(listening.flatMap((one) => one.notices))],
      });
    },
    drain() {
      clearInterval(pinging);
      drained ??= Promise.all(children.map((child) => child.drain(drainLimitMs))).then(() => {});
      return drained;
    },
  };
}

/** All values, or the first failure as soon as there is one. */
function allOf<T>(pending: readonly Promise<Result<T>>[]): Promise<Result<T[]>> {
  return new Promise((done) => {
    for (const one of pending) {
      void one.then((result) => {
        if (!result.ok) done(result);
      });
    }
    void Promise.all(pending).then((results) => done(success(results.flatMap((result) => (result.ok ? [result.value] : [])))));
  });
}
