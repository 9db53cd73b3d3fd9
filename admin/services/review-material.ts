import { protectionStatus } from '../../blocklists/protection.ts';
import type { Config, NetworkSettings } from '../../config/schema/config.ts';
import type { GroupId } from '../../core/identity.ts';
import type { Incident } from '../../core/incident.ts';
import type { AiTool } from '../../core/measure.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import type { SelfTest } from '../../core/self-test.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import { countRecordShares, type RecordShares } from '../../storage/record-shares.ts';
import type { PolicyVersion } from '../../storage/stores.ts';
import type { AdminContext } from '../context.ts';
import { dayOf } from './calendar-day.ts';
import type { ServiceContext } from './context.ts';
import { keptTrials } from './kept-trials.ts';
import { days } from './times.ts';

const YEAR = days(365);
const LATELY_DAYS = 7;
/** Whoever opens a review waits for it. */
const BUDGET_MS = 5_000;
/** More than a trust has in a year: beyond it the counts are of the newest. */
const MOST_REQUESTS = 20_000;
const INCIDENT_PAGE = 1_000;
const MOST_INCIDENT_PAGES = 50;
const MOST_TESTS = 5_000;

export type ReviewContext = ServiceContext & {
  readonly config: ServiceContext['config'] & Pick<Config, 'networks' | 'inspection'>;
  readonly recordsFolder: string;
} & Pick<AdminContext, 'publishedLists'>;

/** Everything a review's facts are made of, of one school or of the trust. */
export interface ReviewMaterial {
  readonly peopleByGroup: ReadonlyMap<GroupId, number>;
  readonly document: PolicyDocument;
  readonly policy: PolicyVersion | null;
  readonly saves: number;
  /** The last closed review; null without one. */
  readonly since: number | null;
  readonly listsToReview: readonly string[];
  readonly networks: readonly NetworkSettings[];
  readonly wifiClosed: boolean;
  readonly aiTools: readonly AiTool[];
  readonly inspection: string;
  readonly isInspected: boolean;
  readonly lacking: readonly string[];
  readonly shares: RecordShares;
  readonly requests: readonly SiteRequest[];
  readonly incidentsByTheme: ReadonlyMap<Incident['theme'], number>;
  readonly selfTests: readonly SelfTest[];
}

/** Gathers it. `since`: when the last review was closed. */
export async function reviewMaterial(school: string | null, since: number | null, context: ReviewContext): Promise<ReviewMaterial> {
  const { stores, clock, config, policy, recordsFolder } = context;
  const now = clock();
  const from = since ?? now - YEAR;
  const isOurs = (one: { readonly school?: string | null | undefined }) => school === null || one.school === school;
  const measures = await stores.measures.list(now);
  const saved = (await stores.policies.current(now)) ?? null;
  const history = await stores.policies.history();
  const requests = await stores.requests.list({ ...(school !== null && { school }), limit: MOST_REQUESTS });
  const tests = await keptTrials(stores.selfTests, MOST_TESTS);
  const today = dayOf(now);
  const document = policy.document();
  const peopleByGroup = new Map<GroupId, number>();
  for (const { group } of (await stores.people.list()).filter(isOurs)) peopleByGroup.set(group, (peopleByGroup.get(group) ?? 0) + 1);
  return {
    peopleByGroup,
    document,
    policy: saved,
    saves: history.filter(({ createdAt }) => createdAt >= from).length,
    since,
    listsToReview: (document.lists ?? []).filter(({ reviewBy }) => reviewBy < today).map(({ id }) => id),
    networks: networksOf(school, config.networks),
    wifiClosed: measures.some((one) => one.kind === 'pupil-wifi' && isOurs(one)),
    aiTools: measures.filter((one) => one.kind === 'ai-tool'),
    inspection: inspectionWords(config),
    isInspected: config.inspection.enabled,
    lacking: protectionStatus(await context.publishedLists(), now)
      .classes.filter(({ status }) => status !== 'protected')
      .map(({ title }) => title),
    shares: await countRecordShares({ folder: recordsFolder, school, now, days: LATELY_DAYS, budgetMs: BUDGET_MS }),
    requests: requests.filter(({ createdAt }) => createdAt >= from),
    incidentsByTheme: await incidentsByTheme(school, from, context),
    selfTests: tests.filter((test) => test.at >= from && (school === null || test.school === null || test.school === school)),
  };
}

export function networksOf(school: string | null, networks: readonly NetworkSettings[]): NetworkSettings[] {
  return networks.filter((network) => school === null || network.school === undefined || network.school === school);
}

export function inspectionWords({ inspection }: Pick<Config, 'inspection'>): string {
  const { enabled, groups, only } = inspection;
  return enabled ? `on for ${groups.join(', ')}; ${only === 'all' ? 'every site but those that never are' : 'some sites only'}` : 'off';
}

async function incidentsByTheme(school: string | null, from: number, { stores }: ReviewContext): Promise<Map<Incident['theme'], number>> {
  const counts = new Map<Incident['theme'], number>();
  let after: { isClosed: boolean; severity: Incident['severity']; lastAt: number; id: string } | undefined;
  for (let page = 0; page < MOST_INCIDENT_PAGES; page++) {
    const found = await stores.incidents.list({
      since: epochMs(from),
      ...(school !== null && { school }),
      ...(after !== undefined && { after }),
      limit: INCIDENT_PAGE,
    });
    for (const { synthetic, mergedInto, cluster, theme } of found) {
      if (!synthetic && mergedInto === null && cluster === undefined) counts.set(theme, (counts.get(theme) ?? 0) + 1);
    }
    const last = found.at(-1);
    if (last === undefined || found.length < INCIDENT_PAGE) break;
    after = { isClosed: last.status === 'closed', severity: last.severity, lastAt: last.lastAt, id: last.id };
  }
  return counts;
}
