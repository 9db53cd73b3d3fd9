import Type from 'typebox';

/**
 * A site closed as a matter of urgency or by decision of IT, outside the policy document. It stands until somebody ends it: what was
 * closed for safety must not open by itself. `reviewBy` says when to look again.
 */
export const SiteBlockSchema = Type.Object({
  id: Type.String(),
  /** As policy names sites (core/site.ts): a host with everything beneath it, or a path prefix there. */
  site: Type.String({ minLength: 1 }),
  scope: Type.Object({ kind: Type.Enum(['trust', 'school']), id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
  /** True: before every grant and allow list (row R61). */
  urgent: Type.Boolean(),
  reason: Type.String(),
  owner: Type.String(),
  from: Type.Integer({ description: 'EpochMs' }),
  reviewBy: Type.Integer({ description: 'EpochMs' }),
  endedAt: Type.Union([Type.Integer({ description: 'EpochMs' }), Type.Null()]),
});

export type SiteBlock = Type.Static<typeof SiteBlockSchema>;
