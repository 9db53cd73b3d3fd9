/** The roles people sign in with, and what they are called on screen. The server decides what each may do; this only says what to show. */
export const ROLE_TITLES = {
  'trust-admin': 'Trust administrator',
  'it-operator': 'IT technician',
  'head-of-it': 'Head of IT',
  headteacher: 'Headteacher',
  dsl: 'Designated safeguarding lead',
  'deputy-dsl': 'Deputy safeguarding lead',
  teacher: 'Teacher',
  dpo: 'Data protection officer',
  viewer: 'Viewer',
} as const;

export type Role = keyof typeof ROLE_TITLES;

export const IT: readonly Role[] = ['it-operator', 'head-of-it', 'trust-admin'];
export const SAFEGUARDING: readonly Role[] = ['dsl', 'deputy-dsl', 'headteacher'];
/** Who may change the policy, and who may sign in as what. */
export const ADMINISTRATORS: readonly Role[] = ['trust-admin', 'head-of-it'];
