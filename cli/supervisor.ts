import { type Result, success } from '../core/result.ts';
import type { SupervisedPart } from '../core/supervision.ts';
import { AWAY, ChildPart, type Listening, type PartPlan, STOPPED } from './child-part.ts';

/** Leaves time to stop Redis within the 10 s that a stop may take. */
const DRAIN_LIMIT_MS = 8_500;
const PING_EVERY_MS = 1_000;

export interface Supervisor {
  /**
   * Prepares every part, then lets all of them listen. An expected failure of one stops the start; `drain` ends the others. Where
   * something on another machine is away for a part beside proxies, these and the others go to work without it, and the start lasts
   * until each has listened once. From when they work only a drain stops it: what fails then is told as a problem, and tried again.
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
  /** Parts that will follow, and why. */
  const late = new Map<ChildPart, string>();
  const unlessAway = async (child: ChildPart, step: Promise<Result<unknown>>): Promise<Result<unknown>> => {
    const result = await step;
    if (result.ok || result.failure.code !== AWAY || !hasProxy || child.plan.part === 'proxy') return result;
    late.set(child, result.failure.message);
    return success(undefined);
  };
  let drained: Promise<void> | undefined;
  let pinging: NodeJS.Timeout | undefined;

  return {
    parts,
    async start() {
      for (const isFirst of [true, false]) {
        const group = children.filter((child) => (child.plan.isFirst ?? false) === isFirst);
        const prepared = await allOf(group.map((child) => unlessAway(child, child.prepare())));
        if (!prepared.ok) return prepared;
        if (drained !== undefined) return STOPPED;
      }
      const punctual = children.filter((child) => !late.has(child));
      const begun = await allOf(punctual.map((child) => unlessAway(child, child.listen())));
      if (!begun.ok) return begun;
      if (drained !== undefined) return STOPPED;
      for (const [child, why] of late) onProblem(`started without ${child.plan.instance}, which is tried again: ${why}`);
      for (const child of children) child.keepRunning();
      pinging = setInterval(() => {
        for (const child of children) child.checkAlive();
      }, pingEveryMs);
      const listening = await allOf(children.map((child) => child.listened));
      if (!listening.ok) return listening;
      return success({
        addresses: Object.assign({}, ...listening.value.map((one) => one.addresses)),
        notices: [...new Set(listening.value.flatMap((one) => one.notices))],
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
