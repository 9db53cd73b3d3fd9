import { normaliseUserName } from '../../core/identity.ts';
import type { EpochMs } from '../../core/units.ts';
import type { AuditEntry } from '../../storage/audit-log.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { IncidentServices } from './incident-services.ts';
import { iso } from './incident-view.ts';

/** Every action by which somebody looks at a person, or at what a person did, in words. */
const LOOK_UPS = {
  'incident.view': 'Opened an incident, with what was done an hour before and after',
  'incident.open': 'Opened an incident by a mailed code',
  'incident.export': 'Took an incident out, to another system',
  'incident.merge-candidates': 'Asked what an incident may belong together with',
  'incident.list-person': 'Listed the incidents of a person',
  'people.look-up': 'Looked people up',
  'explain.decision': 'Asked why a recorded decision fell',
  'exam.records': 'Took out what was done in an exam window',
  'personal-use-report.week': 'Looked at the week’s report of private use',
  'personal-use-report.person': 'Looked at a person’s private use',
  'live.watch': 'Watched live decisions with names',
  'lookups.person': 'Asked who had looked at a person',
} as const satisfies Record<string, string>;

const ACTIONS = Object.keys(LOOK_UPS) as (keyof typeof LOOK_UPS)[];
/** By a purpose, which the log holds among its details, rows are sought so many at a time, and so often at most. */
const PAGE = 500;
const MOST_PAGES = 20;
/** Of one person. */
const MOST_INCIDENTS = 500;

export interface LookupQuery {
  readonly actor?: string;
  readonly person?: string;
  readonly purpose?: string;
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly cursor?: string;
  readonly limit: number;
}

/** Who looked at whom, when, and why (rows R90, I06): newest first. To ask after one person is a look-up itself, and stands there too. */
export async function listLookups(principal: Principal, query: LookupQuery, services: IncidentServices) {
  const { purpose, cursor, limit, person, actor, since, until } = query;
  const subjects = person === undefined ? undefined : await subjectsFor(principal, person, services);
  const filter = {
    actions: ACTIONS,
    ...(actor !== undefined && { actor }),
    ...(subjects !== undefined && { subjects }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const items: ReturnType<typeof view>[] = [];
  let before = cursor === undefined ? undefined : placeIn(cursor);
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await services.stores.audit.newest({ ...filter, ...(before !== undefined && { before }), limit: PAGE });
    for (const entry of found) {
      before = entry.sequence;
      if (purpose !== undefined && entry.detail['purpose'] !== purpose) continue;
      items.push(view(entry));
      if (items.length === limit) return { items, next: String(before) };
    }
    if (found.length < PAGE) return { items, next: null };
  }
  return { items, next: before === undefined ? null : String(before) };
}

/** By what the log may know a person: the name, the reference that stands for it, and the incidents about them. */
async function subjectsFor(principal: Principal, person: string, { stores, key, clock }: IncidentServices): Promise<string[]> {
  const name = normaliseUserName(person);
  const reference = key.personRefOf(name);
  const [real, madeUp] = await Promise.all(
    [false, true].map((synthetic) => stores.incidents.list({ person: name, synthetic, limit: MOST_INCIDENTS })),
  );
  const { actor, role } = principal;
  const entry = { at: clock(), actor, action: 'lookups.person', subject: reference, outcome: 'done' as const, detail: { role } };
  await stores.audit.append(entry);
  return [name, reference, ...[...(real ?? []), ...(madeUp ?? [])].map(({ id }) => id)];
}

function placeIn(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new Problem('bad-request', 'cursor: send the "next" of the page before.');
  return Number(cursor);
}

function view({ sequence, at, actor, action, subject, outcome, detail }: AuditEntry) {
  const text = (key: string) => (typeof detail[key] === 'string' ? detail[key] : null);
  const words = LOOK_UPS[action as keyof typeof LOOK_UPS];
  const [role, purpose, reference] = [text('role'), text('purpose'), text('reference')];
  return { sequence, at: iso(at), actor, role, action, words, subject, purpose, reference, outcome };
}
