import { isGroupId, normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { normaliseClassId } from '../../core/school-class.ts';
import { epochMs } from '../../core/units.ts';
import { spanOf } from './compile-spans.ts';
import type { CompiledAudience, CompiledOverride } from './compiled-policy.ts';

export type ClassMembers = ReadonlyMap<string, Iterable<string>>;

/** Whom a grant is for. A scope that names nobody (no id, an unknown class) opens nothing. */
function audienceOf(scope: Override['scope'], classes: ClassMembers): CompiledAudience {
  const everyone: CompiledAudience = { groups: null, schools: null, people: null };
  const id = scope.id ?? '';
  switch (scope.kind) {
    case 'person':
      return { ...everyone, people: new Set([normaliseUserName(id)]) };
    case 'class':
      return { ...everyone, people: new Set([...(classes.get(normaliseClassId(id)) ?? [])].map(normaliseUserName)) };
    case 'group':
      return { ...everyone, groups: new Set(isGroupId(id) ? [id] : []) };
    case 'school':
      return { ...everyone, schools: new Set([id]) };
    case 'trust':
      return everyone;
  }
}

/** A grant, ready to be asked. */
export function compileOverride(override: Override, classes: ClassMembers): CompiledOverride {
  const { id, kind, reason, grantedBy } = override;
  const span = { from: epochMs(override.from), until: epochMs(override.until) };
  return { id, kind, reason, grantedBy, ...span, audience: audienceOf(override.scope, classes) };
}

/** The overrides that are written in the document, as the store would hold them. */
export function documentOverrides(document: PolicyDocument): Override[] {
  return (document.overrides ?? []).map(({ from, until, kind, ...rest }) => {
    const span = spanOf(from === undefined ? { until } : { from, until });
    return { ...rest, kind: kind ?? 'override', from: span.from, until: span.until };
  });
}
