import { isGroupId, normaliseUserName } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { normaliseClassId } from '../../core/school-class.ts';
import { epochMs } from '../../core/units.ts';
import { spanOf } from './compile-spans.ts';
import type { CompiledAudience, CompiledOverride } from './compiled-policy.ts';

export type ClassMembers = ReadonlyMap<string, Iterable<string>>;

type Members = Iterable<string> | undefined;

/** Whom a grant is for. A scope that names nobody (no id, an unknown class) opens nothing. */
function audienceOf(scope: Override['scope'], members: Members): CompiledAudience {
  const everyone: CompiledAudience = { groups: null, schools: null, people: null };
  const id = scope.id ?? '';
  switch (scope.kind) {
    case 'person':
      return { ...everyone, people: new Set([normaliseUserName(id)]) };
    case 'class':
      return { ...everyone, people: new Set(Array.from(members ?? [], normaliseUserName)) };
    case 'group':
      return { ...everyone, groups: new Set(isGroupId(id) ? [id] : []) };
    case 'school':
      return { ...everyone, schools: new Set([id]) };
    case 'trust':
      return everyone;
  }
}

const memo = new WeakMap<Override, { readonly members: Members; readonly compiled: CompiledOverride }>();

/** A grant, ready to be asked. Hundreds may stand while one is added: the same object, for the same members of its class, is compiled once. */
export function compileOverride(override: Override, classes: ClassMembers): CompiledOverride {
  const { id, kind, reason, grantedBy, scope } = override;
  const members = scope.kind === 'class' ? classes.get(normaliseClassId(scope.id ?? '')) : undefined;
  const known = memo.get(override);
  if (known !== undefined && known.members === members) return known.compiled;
  const span = { from: epochMs(override.from), until: epochMs(override.until) };
  const compiled = { id, kind, reason, grantedBy, ...span, audience: audienceOf(scope, members) };
  memo.set(override, { members, compiled });
  return compiled;
}

/** The overrides that are written in the document, as the store would hold them. */
export function documentOverrides(document: PolicyDocument): Override[] {
  return (document.overrides ?? []).map(({ from, until, kind, ...rest }) => {
    const span = spanOf(from === undefined ? { until } : { from, until });
    return { ...rest, kind: kind ?? 'override', from: span.from, until: span.until };
  });
}
