import { CATEGORY_IDS, type CategoryId } from './category.ts';
import { GROUP_IDS, type GroupId } from './identity.ts';
import type { PolicyAction } from './policy.ts';

/**
 * The shipped default policy, to be read as a table: a row per kind of category, a column per kind of group.
 * What a school writes under `policy:` is laid over it, cell by cell.
 */
const COLUMNS: Record<GroupId, 'younger' | 'older' | 'sixthForm' | 'guests' | 'staff'> = {
  infants: 'younger',
  juniors: 'younger',
  seniors: 'older',
  unidentified: 'older',
  'sixth-form': 'sixthForm',
  guests: 'guests',
  staff: 'staff',
};

type Row = Readonly<Record<(typeof COLUMNS)[GroupId], PolicyAction>>;

const NEVER: Row = { younger: 'block', older: 'block', sixthForm: 'block', guests: 'block', staff: 'block' };
const HARMFUL: Row = { younger: 'block', older: 'block', sixthForm: 'block', guests: 'block', staff: 'block-overridable' };
const LEISURE: Row = { younger: 'block', older: 'block', sixthForm: 'coach', guests: 'block', staff: 'allow' };
const ADULT_LEISURE: Row = { ...LEISURE, sixthForm: 'block' };
const OWN_STORAGE: Row = { ...LEISURE, staff: 'coach' };
const SOFTWARE: Row = { ...LEISURE, sixthForm: 'block', staff: 'coach' };
const OPEN: Row = { younger: 'allow', older: 'allow', sixthForm: 'allow', guests: 'allow', staff: 'allow' };

/** Categories in no row are open to every group, `uncategorised` among them. */
const ROWS: readonly (readonly [Row, readonly CategoryId[]])[] = [
  [NEVER, ['child-sexual-abuse', 'unlawful-terrorist-content']],
  [NEVER, ['terrorism', 'extremism']],
  [NEVER, ['malware', 'phishing', 'pornography', 'extreme-pornography']],
  [HARMFUL, ['hate', 'discrimination', 'violence', 'weapons', 'self-harm', 'suicide', 'eating-disorders', 'drugs', 'gambling']],
  [HARMFUL, ['dating', 'piracy', 'peer-to-peer', 'vpn-proxy', 'dns-over-https', 'remote-access', 'hacking', 'nudify', 'essay-mills']],
  [LEISURE, ['social-media', 'chat', 'games', 'ai-tools', 'webmail', 'file-sharing', 'forums', 'shopping', 'video', 'audio', 'crypto']],
  [LEISURE, ['alcohol-tobacco', 'misinformation']],
  [ADULT_LEISURE, ['nudity', 'cults']],
  [OWN_STORAGE, ['personal-cloud']],
  [SOFTWARE, ['downloads']],
];

const ROW_OF: ReadonlyMap<CategoryId, Row> = new Map(ROWS.flatMap(([row, ids]) => ids.map((id) => [id, row] as const)));

/** What the shipped policy does with a category for a group. */
export function defaultAction(group: GroupId, category: CategoryId): PolicyAction {
  return (ROW_OF.get(category) ?? OPEN)[COLUMNS[group]];
}

export interface GroupSwitches {
  readonly walledGarden: boolean;
  readonly safeSearch: 'strict' | 'off';
  readonly youtube: 'strict' | 'moderate' | 'off';
  readonly keepQuery: boolean;
}

/** The shipped settings of a group beside its categories. */
export function defaultSwitches(group: GroupId): GroupSwitches {
  const adult = group === 'staff';
  const youtube = adult ? 'off' : group === 'sixth-form' ? 'moderate' : 'strict';
  return { walledGarden: false, safeSearch: adult ? 'off' : 'strict', youtube, keepQuery: false };
}

/** The whole table: what a policy version is computed over, beside the document. */
export function defaultTable(): Record<GroupId, Record<CategoryId, PolicyAction>> {
  const column = (group: GroupId) => Object.fromEntries(CATEGORY_IDS.map((id) => [id, defaultAction(group, id)]));
  return Object.fromEntries(GROUP_IDS.map((group) => [group, column(group)])) as ReturnType<typeof defaultTable>;
}

/** What exam mode closes unless the window says otherwise (row R35). */
export const EXAM_CLOSED: readonly CategoryId[] = ['ai-tools', 'translation', 'search', 'chat', 'social-media', 'forums', 'webmail'];
