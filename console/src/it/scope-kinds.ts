import type { ScopeKind } from './answers.ts';

/** Narrowest first. Groups reach across schools, as the trust does: not for somebody who acts in one school only. */
export function scopeKindsFor(school: string | null): readonly ScopeKind[] {
  return school === null ? ['person', 'class', 'group', 'school', 'trust'] : ['person', 'class', 'school'];
}
