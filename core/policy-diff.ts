import { canonicalJson } from './canonical-json.ts';
import { CATEGORY_IDS, type CategoryId } from './category.ts';
import { defaultAction, defaultSwitches } from './default-policy.ts';
import { GROUP_IDS, type GroupId } from './identity.ts';
import type { ActionSpec, PolicyDocument, SettableCategory } from './policy.ts';

/** One difference between two policy documents, at its place: `groups.seniors.categories.games`, `lists[exam-sites].sites`. */
export interface PolicyChange {
  readonly path: string;
  /** Absent where the part is new. */
  readonly before?: unknown;
  /** Absent where the part is gone. */
  readonly after?: unknown;
}

/** What is different for a group, the shipped policy counted in: a category's action, or a switch. */
export interface EffectChange {
  readonly group: GroupId;
  readonly about: CategoryId | 'safeSearch' | 'youtube' | 'walledGarden' | 'keepQuery';
  readonly before: string;
  readonly after: string;
}

/** The differences of two documents in the order of their parts. Entries of a list belong together by their id. */
export function policyChanges(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  return [...changesAt('', before, after)];
}

/** Each change on a line of its own, for people. */
export function changeLines(changes: readonly PolicyChange[]): string[] {
  return changes.map(({ path, before, after }) => {
    if (before === undefined) return `${path}: added ${written(after)}`;
    return after === undefined ? `${path}: removed ${written(before)}` : `${path}: ${written(before)} becomes ${written(after)}`;
  });
}

/** What changes for each group, whether a document says so or leaves it to the shipped policy. */
export function policyEffects(before: PolicyDocument, after: PolicyDocument): EffectChange[] {
  return GROUP_IDS.flatMap((group) => {
    const [was, becomes] = [effectsFor(before, group), effectsFor(after, group)];
    return [...becomes].flatMap(([about, now]) => {
      const then = was.get(about) ?? now;
      return then === now ? [] : [{ group, about, before: then, after: now }];
    });
  });
}

function effectsFor(document: PolicyDocument, group: GroupId): Map<EffectChange['about'], string> {
  const own = document.groups?.[group];
  const switches = { ...defaultSwitches(group), ...own };
  const actions = CATEGORY_IDS.map((id): [CategoryId, string] => {
    const spec: ActionSpec | undefined = id === 'uncategorised' ? own?.uncategorised : own?.categories?.[id as SettableCategory];
    return [id, inWords(spec ?? defaultAction(group, id))];
  });
  const { safeSearch, youtube, walledGarden = false, keepQuery = false } = switches;
  return new Map<EffectChange['about'], string>([
    ...actions,
    ['safeSearch', safeSearch],
    ['youtube', youtube],
    ['walledGarden', walledGarden ? 'on' : 'off'],
    ['keepQuery', keepQuery ? 'on' : 'off'],
  ]);
}

function inWords(spec: ActionSpec): string {
  return typeof spec === 'string' ? spec : `${spec.action} during ${spec.during}, otherwise ${spec.otherwise}`;
}

function* changesAt(path: string, before: unknown, after: unknown): Generator<PolicyChange> {
  const [old, fresh] = [partsOf(before), partsOf(after)];
  if (old === undefined || fresh === undefined) {
    if (written(before) !== written(after)) yield changeOf(path, before, after);
    return;
  }
  const isList = Array.isArray(before) || Array.isArray(after);
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const place = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    yield* changesAt(place, old.get(key), fresh.get(key));
  }
}

function changeOf(path: string, before: unknown, after: unknown): PolicyChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** An object's members, or a list's entries by their id; undefined for what is compared as a whole. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  const ids = value.map((entry: unknown) => (typeof entry === 'object' && entry !== null && 'id' in entry ? String(entry.id) : undefined));
  if (ids.includes(undefined)) return undefined;
  return new Map(value.map((entry: unknown, index) => [ids[index] ?? '', entry]));
}

function written(value: unknown): string {
  return value === undefined ? 'nothing' : canonicalJson(value);
}
