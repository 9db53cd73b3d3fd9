import type { Decision } from '../../core/decision.ts';

/** The answer while no valid policy was ever loaded: everything fails closed. */
export const policyUnavailable: Decision = Object.freeze({
  action: 'block',
  rule: 'policy-unavailable',
  reason: 'Blocked because no valid policy is loaded.',
  categories: Object.freeze([]),
  category: null,
  signal: 'none',
  theme: null,
  evidence: Object.freeze({}),
  recordPath: true,
  policyVersion: 'none',
  listVersion: 'none',
});
