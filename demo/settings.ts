import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigFile } from '../config/schema/config.ts';
import { configText } from '../config/write.ts';
import { CATEGORY_IDS, type CategoryId } from '../core/category.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { dateOf, type Week } from './calendar.ts';
import { NETWORKS, SCHOOLS, type SchoolId, TRUST } from './schools.ts';
import { LISTED, SEARCH_HOST } from './sites.ts';

const PRIVATE_FILE = { mode: 0o600 };

/** Lists whose publisher went away before the week: the page on protection has something to warn of. */
export const LOST_LISTS: readonly CategoryId[] = ['vpn-proxy', 'dns-over-https'];

const LISTED_CATEGORIES = CATEGORY_IDS.filter((id) => LISTED[id] !== undefined);

/** Where the demo's list of a category lies. */
export function listPath(folder: string, category: CategoryId): string {
  return join(folder, 'sources', `${category}.txt`);
}

/** Writes `schoolgate.yaml` and the lists it names into a folder. Returns the file's path. */
export function writeSettings(folder: string, schools: readonly SchoolId[], week: Week): string {
  mkdirSync(join(folder, 'sources'), { recursive: true, mode: 0o700 });
  for (const category of LISTED_CATEGORIES) {
    writeFileSync(listPath(folder, category), `${(LISTED[category] ?? []).join('\n')}\n`, PRIVATE_FILE);
  }
  const path = join(folder, 'schoolgate.yaml');
  const note = '# Made by "npm run demo": everybody and everything in here is invented.\n';
  writeFileSync(path, `${note}${configText(settingsOf(schools, week))}\n`, PRIVATE_FILE);
  return path;
}

function settingsOf(schools: readonly SchoolId[], week: Week) {
  const isThere = (id: string | undefined) => schools.some((school) => school === id);
  return {
    trust: TRUST,
    schools: SCHOOLS.filter(({ id }) => isThere(id)),
    mail: { from: 'Schoolgate <schoolgate@example.org>', detail: 'minimal' },
    retention: { mode: 'chosen', routineDays: 90, signalledDays: 365, auditDays: 2190 },
    inspection: {
      enabled: true,
      groups: ['infants', 'juniors', 'seniors', 'sixth-form'],
      only: 'selective',
      notice: {
        text: 'Searches made on school devices are looked at to keep pupils safe.',
        from: dateOf(week.days[0] ?? 0),
        dpia: 'DPIA-2026-14',
      },
    },
    networks: NETWORKS.filter(({ school }) => isThere(school)),
    blocklists: {
      sources: LISTED_CATEGORIES.map((category) => ({
        id: `demo-${category}`,
        format: 'domains',
        url: `file:sources/${category}.txt`,
        category,
        licence: 'invented',
      })),
    },
    admin: { policySecondPerson: true },
    policy: firstPolicy(week),
  } satisfies { readonly [Key in keyof ConfigFile]?: unknown };
}

const OWNER = 'Tom Bradshaw';

/** What the trust began with. Later versions are made by people during the week. */
function firstPolicy({ days }: Week): PolicyDocument {
  const inAYear = dateOf((days.at(-1) ?? 0) + 300);
  return {
    schedules: [{ id: 'lunch', windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '12:40', until: '13:25' }] }],
    groups: {
      seniors: { categories: { games: { action: 'coach', during: 'lunch', otherwise: 'block' }, video: 'coach' } },
      'sixth-form': { categories: { audio: 'allow', 'social-media': { action: 'allow', during: 'lunch', otherwise: 'coach' } } },
    },
    lists: [
      {
        id: 'lesson-video',
        action: 'allow',
        sites: ['reelbox.example/channel/lessons'],
        reason: 'The video channel that departments keep their lessons on.',
        owner: OWNER,
        reviewBy: inAYear,
      },
      {
        id: 'arcade-mirrors',
        action: 'block',
        sites: ['unblocked-arcade.example'],
        audience: { groups: ['juniors', 'seniors'] },
        reason: 'Copies of games sites that move every few weeks.',
        owner: OWNER,
        reviewBy: inAYear,
      },
    ],
    searchEngines: [
      {
        id: 'findwise',
        host: SEARCH_HOST,
        path: '/search',
        parameter: 'q',
        reason: 'The search engine of the demo.',
        owner: OWNER,
      },
    ],
    searchTerms: [
      {
        id: 'local-challenge',
        category: 'violence',
        terms: ['quarry jump', 'viaduct challenge'],
        signal: 'warning',
        reason: 'A dare that pupils were heard to talk of at the old quarry.',
        owner: 'Ruth Whitlock',
      },
    ],
  };
}
