import type { ControlBus, PartStatus } from './control-bus.ts';

const REPORT_EVERY_MS = 1_000;

export interface PartReporter {
  /** Reports at once, e.g. after a swap, so that whoever waits for a change to be in force waits no second more. */
  reportNow(): void;
  /** Sends no more, and retires the instance. */
  stop(): Promise<void>;
}

/** Sends a part's sign of life every second. A bus that cannot be reached is the bus's own problem to tell; nothing is queued for it. */
export function startReporting(bus: ControlBus, status: () => PartStatus): PartReporter {
  let underWay = false;
  let again = false;
  const reportNow = (): void => {
    again = underWay;
    if (underWay) return;
    underWay = true;
    bus
      .report(status())
      .catch(() => {})
      .finally(() => {
        underWay = false;
        if (again) reportNow();
      });
  };
  const timer = setInterval(reportNow, REPORT_EVERY_MS);
  reportNow();
  return {
    reportNow,
    async stop() {
      clearInterval(timer);
      await bus.retire(status().instance).catch(() => {});
    },
  };
}
