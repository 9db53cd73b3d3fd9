import Type from 'typebox';
import { GROUP_IDS } from './identity.ts';

/** What testers outside the product (SWGfL's, say) try at least, and the category that each stands for (row D09). */
export const OUTSIDE_TESTS = {
  'child-abuse': 'child-sexual-abuse',
  terrorist: 'unlawful-terrorist-content',
  adult: 'pornography',
} as const;
/** What the id of such a trial begins with. */
export const OUTSIDE_TEST = 'outside-';
export type OutsideTest = keyof typeof OUTSIDE_TESTS;

/**
 * What one trial of the filter came to: its canaries, asked for as one group at one school (row D08), or what a tester outside the product
 * found on a device (row D09).
 */
export const SelfTestSchema = Type.Object({
  id: Type.String(),
  at: Type.Integer({ description: 'EpochMs' }),
  /** `system` for the daily one. */
  by: Type.String(),
  school: Type.Union([Type.Null(), Type.String()]),
  group: Type.Enum([...GROUP_IDS]),
  /** As if from that network of the configuration; absent: from none. */
  network: Type.Optional(Type.String()),
  /** Tried by somebody with a tester outside the product, on this device; absent: by the product itself. */
  outside: Type.Optional(Type.Object({ device: Type.String(), notes: Type.String() })),
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

/** The newest trial of each school, group, network and device, of trials that come the newest first. */
export function newestTrials(tests: readonly SelfTest[]): SelfTest[] {
  const newest = new Map<string, SelfTest>();
  for (const test of tests) {
    // Somebody types it: what differs in spaces or capitals is the same device.
    const device = test.outside?.device.trim().replace(/\s+/g, ' ').toLowerCase();
    const key = JSON.stringify([test.school, test.group, test.network, device]);
    if (!newest.has(key)) newest.set(key, test);
  }
  return [...newest.values()];
}
