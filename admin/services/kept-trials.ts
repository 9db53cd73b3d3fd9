import type { SelfTest } from '../../core/self-test.ts';
import type { SelfTestStore } from '../../storage/oversight.ts';

/** So many of each, the newest first: those on devices are made a few times a year, and the daily ones must not push them out. */
export async function keptTrials(trials: Pick<SelfTestStore, 'list'>, limit: number): Promise<SelfTest[]> {
  const onDevices = await trials.list({ limit, outside: true });
  const all = await trials.list({ limit });
  return [...onDevices, ...all.filter(({ outside }) => outside === undefined)];
}
