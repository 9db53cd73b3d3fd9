import Type from 'typebox';

/** A time-boxed permission, named and noted: an override by IT, a teacher's lesson grant, or a person's own "coach" way on. */
export const OverrideScopeSchema = Type.Object({
  kind: Type.Enum(['person', 'class', 'group', 'school', 'trust']),
  /** Username, class id, group id or school id; absent for `trust`. */
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});

export const OverrideSchema = Type.Object({
  id: Type.String(),
  /** `research` passes a locked category for a named person, approved by two people, and nothing else. */
  kind: Type.Enum(['override', 'lesson', 'coach', 'research']),
  scope: OverrideScopeSchema,
  /** Hostnames; each opens itself and everything beneath it. */
  hosts: Type.Array(Type.String(), { minItems: 1 }),
  from: Type.Integer({ description: 'EpochMs' }),
  until: Type.Integer({ description: 'EpochMs; temporary things always expire' }),
  reason: Type.String(),
  grantedBy: Type.String(),
});

export type Override = Type.Static<typeof OverrideSchema>;
