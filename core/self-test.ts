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
