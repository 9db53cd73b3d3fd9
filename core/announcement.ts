import Type from 'typebox';
import { GROUP_IDS } from './identity.ts';

/** What people are told of a change of policy: before it takes effect, or after an emergency (row R64). */
export const AnnouncementSchema = Type.Object({
  id: Type.String(),
  /** For them to read; plain words. */
  text: Type.String(),
  groups: Type.Array(Type.Enum([...GROUP_IDS])),
  /** True: made at once, and told afterwards. */
  emergency: Type.Boolean(),
  policyVersion: Type.String(),
  effectiveAt: Type.Integer({ description: 'EpochMs' }),
  by: Type.String(),
  createdAt: Type.Integer(),
  /** Shown until then. */
  until: Type.Integer(),
});
export type Announcement = Type.Static<typeof AnnouncementSchema>;
