import Type from 'typebox';
import { GROUP_IDS } from './identity.ts';

/** What one trial of the filter came to: its canaries, asked for as one group at one school (row D08). */
export const SelfTestSchema = Type.Object({
  id: Type.String(),
  at: Type.Integer({ description: 'EpochMs' }),
  /** `system` for the daily one. */
  by: Type.String(),
  school: Type.Union([Type.Null(), Type.String()]),
  group: Type.Enum([...GROUP_IDS]),
  /** As if from that network of the configuration; absent: from none. */
  network: Type.Optional(Type.String()),
  ok: Type.Boolean(),
  /** Why nothing could be tried. */
  problem: Type.Union([Type.Null(), Type.String()]),
  tried: Type.Integer(),
  /** Categories that did not do what the policy says. */
  wrong: Type.Array(Type.Object({ category: Type.String(), expected: Type.String(), got: Type.String() })),
  policyVersion: Type.String(),
  listVersion: Type.String(),
});
export type SelfTest = Type.Static<typeof SelfTestSchema>;

/** The newest trial of each school, group and network, of trials that come the newest first. */
export function newestTrials(tests: readonly SelfTest[]): SelfTest[] {
  const newest = new Map<string, SelfTest>();
  for (const test of tests) {
    const key = JSON.stringify([test.school, test.group, test.network]);
    if (!newest.has(key)) newest.set(key, test);
  }
  return [...newest.values()];
}
