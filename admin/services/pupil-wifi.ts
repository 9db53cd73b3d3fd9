import { isPupilWifi, STANDING, type WifiClosure } from '../../core/measure.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { NetworkedContext } from './context.ts';
import { endMeasure, putMeasure, runningMeasures } from './measures.ts';
import { requireSchool } from './refusal.ts';

export interface WifiSwitch {
  readonly school?: string;
  readonly permitted: boolean;
  readonly reason: string;
}

export interface WifiState {
  readonly school: string;
  readonly permitted: boolean;
  /** What switched it off, and when; null while it is permitted. */
  readonly closure: WifiClosure | null;
  /** Names of the school's networks for pupils' own devices. */
  readonly networks: readonly string[];
}

/** Permits Wi-Fi for pupils' own devices at a school, or not (row R71). */
export async function switchPupilWifi(
  principal: Principal,
  { school = principal.school ?? undefined, permitted, reason }: WifiSwitch,
  context: NetworkedContext,
): Promise<{ readonly school: string; readonly revision: number; readonly warnings: readonly string[] }> {
  const { config, stores, clock } = context;
  if (school === undefined) throw new Problem('bad-request', 'school: say which.');
  await requireSchool(context, principal, school, { action: 'pupil-wifi.put' });
  if (!config.schools.some(({ id }) => id === school)) throw new Problem('bad-request', `school: there is no school "${school}".`);
  const id = `pupil-wifi-${school}`;
  const running = (await runningMeasures(principal, 'pupil-wifi', context)).find((one) => one.id === id);
  if (!permitted) {
    const from = running?.from ?? clock();
    const closure: WifiClosure = { id, kind: 'pupil-wifi', school, from, until: STANDING, reason, by: principal.actor };
    const { revision } = await putMeasure(principal, closure, context);
    return { school, revision, warnings: warningsFor(school, context) };
  }
  const warnings = warningsFor(school, context);
  if (running === undefined) return { school, revision: (await stores.revisions()).overrides, warnings };
  const { revision } = await endMeasure(principal, 'pupil-wifi', { id, reason }, context);
  return { school, revision, warnings };
}

/** The switch of every school that a principal may see. */
export async function pupilWifiStates(principal: Principal, context: NetworkedContext): Promise<WifiState[]> {
  const closures = await runningMeasures(principal, 'pupil-wifi', context);
  const schools = context.config.schools.filter(({ id }) => principal.school === null || id === principal.school);
  return schools.map(({ id }) => {
    const closure = closures.find(({ school }) => school === id) ?? null;
    return { school: id, permitted: closure === null, closure, networks: networksOf(id, context) };
  });
}

function networksOf(school: string, { config }: NetworkedContext): string[] {
  const own = config.networks.filter((network) => network.school === school && isPupilWifi(network.name));
  return [...new Set(own.map(({ name }) => name))];
}

function warningsFor(school: string, context: NetworkedContext): string[] {
  if (networksOf(school, context).length > 0) return [];
  return [`No network of the school "${school}" is named pupil-wifi or byod in the configuration: the switch reaches nobody.`];
}
