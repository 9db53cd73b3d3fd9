import type { AccessRecord } from '../../core/access-record.ts';
import { seededRandom } from '../../demo/random.ts';

export interface Planted {
  readonly what: string;
  /** `danger` must be raised as one; `concern` is worth a mail; what is not planted is noise. */
  readonly kind: 'danger' | 'concern';
  readonly ids: ReadonlySet<string>;
}

export interface SchoolWeek {
  /** In order of time. */
  readonly records: readonly AccessRecord[];
  readonly planted: readonly Planted[];
}

export const MONDAY = Date.UTC(2026, 8, 14) - 3_600_000; // Midnight in London, summer time.
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const PUPILS = 300;
const PEOPLE = 330;

type Change = Partial<AccessRecord> & Pick<AccessRecord, 'host' | 'categories'>;
type Signal = AccessRecord['signal'];

class WeekWriter {
  readonly records: AccessRecord[] = [];
  readonly planted: Planted[] = [];
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  add(person: number, at: number, change: Change): string {
    const id = `w${this.records.length}`;
    const isStaff = person >= PUPILS;
    this.records.push({
      ...{ id, event: 'request', time: new Date(at).toISOString(), username: `${isStaff ? 'staff' : 'pupil'}${person}` },
      ...{ computer: `PC-${person}`, clientIp: `10.20.${Math.floor(person / 30)}.${1 + (person % 30)}`, school: 'north' },
      ...{ group: isStaff ? 'staff' : person < 240 ? 'seniors' : 'sixth-form', attribution: 'lease', method: 'CONNECT' },
      ...{ url: `https://${change.host}/`, action: change.signal === undefined ? 'allow' : 'block', rule: 'category', reason: 'Made up.' },
      ...{ signal: 'none', visibility: 'host', intent: 'unknown', contentType: null, status: 200, bytesUp: 0, bytesDown: 0 },
      ...{ durationMs: 1, policyVersion: 'p', listVersion: 'l', ...change },
    } as AccessRecord);
    return id;
  }

  plant(what: string, kind: Planted['kind'], ...ids: string[]): void {
    this.planted.push({ what, kind, ids: new Set(ids) });
  }

  /** A time in lessons of a day of the week, 0 being Monday. */
  inLessons(day: number): number {
    return MONDAY + day * DAY + 8.75 * HOUR + this.below(6.25 * HOUR);
  }
}

const hit = (host: string, category: string, signal: Signal, change: Partial<AccessRecord> = {}): Change => ({
  host,
  categories: [category],
  signal,
  ...change,
});
const search = (words: string, category: string, signal: Signal, change: Partial<AccessRecord> = {}): Change => ({
  ...{ host: 'search.example', categories: ['search', category], signal, searchTerm: words, visibility: 'url', intent: 'navigation' },
  ...change,
});

/** Ordinary life: lessons, and what pages drag in without anybody's doing. */
function addRoutine(week: WeekWriter, requestsADay: number): void {
  for (let day = 0; day < 5; day++) {
    for (let person = 0; person < PEOPLE; person++) {
      for (let i = 0; i < requestsADay; i++)
        week.add(person, week.inLessons(day), { host: `site${week.below(400)}.example`, categories: ['education'] });
      // Advertisements for betting and dating on ordinary pages, seen as tunnels or, where the page is plain, as embeds.
      if (week.random() < 0.5)
        week.add(person, week.inLessons(day), hit('ads.example', 'gambling', 'advisory', { categories: ['advertising', 'gambling'] }));
      if (week.random() < 0.2) week.add(person, week.inLessons(day), hit('widget.example', 'dating', 'advisory', { intent: 'embed' }));
      if (week.random() < 0.05) week.add(person, week.inLessons(day), hit('shop-part.example', 'weapons', 'warning', { intent: 'embed' }));
      if (week.random() < 0.02) week.add(person, week.inLessons(day), hit('vaping.example', 'alcohol-tobacco', 'advisory'));
      if (week.random() < 0.02) week.add(person, week.inLessons(day), hit('forum.example', 'discrimination', 'advisory'));
      // Listed by mistake, or opened by mistake: a single navigation to a warning site.
      if (week.random() < 0.002) week.add(person, week.inLessons(day), hit('airsoft-club.example', 'weapons', 'warning'));
    }
  }
}

/** A whole class at one site, then searching for the same words. */
function addLessons(week: WeekWriter): void {
  const start = MONDAY + DAY + 10 * HOUR;
  for (let person = 30; person < 58; person++) {
    week.add(person, start + week.below(4 * MINUTE), hit('odds-explained.example', 'gambling', 'advisory'));
    week.add(person, start + 30 * MINUTE + week.below(4 * MINUTE), search('poker odds', 'gambling', 'advisory'));
  }
}

function addConcerns(week: WeekWriter): void {
  const vpn = [0, 20, 45].map((minutes) =>
    week.add(71, MONDAY + DAY + 11 * HOUR + minutes * MINUTE, hit('vpn.example', 'vpn-proxy', 'advisory')),
  );
  week.plant('third attempt at a VPN in a day', 'concern', ...vpn);
  const porn = [0, 30, 70].map((minutes) =>
    week.add(72, MONDAY + 2 * DAY + 10 * HOUR + minutes * MINUTE, hit('porn.example', 'pornography', 'advisory')),
  );
  week.plant('third attempt at pornography in a day', 'concern', ...porn);
  week.plant('searching for drugs', 'concern', week.add(73, week.inLessons(1), search('weed near me', 'drugs', 'warning')));
  week.plant(
    'searching for a knife at night',
    'concern',
    week.add(74, MONDAY + 2 * DAY + 23 * HOUR, search('zombie knife', 'weapons', 'warning')),
  );
  week.plant(
    'a page that praises starving',
    'concern',
    week.add(75, week.inLessons(3), hit('thin.example', 'eating-disorders', 'warning')),
  );
  week.plant(
    'a stolen picture',
    'concern',
    week.add(76, week.inLessons(3), search('someone has my nudes', 'intimate-image-abuse', 'warning')),
  );
  week.plant(
    'looking for help with self-harm',
    'concern',
    week.add(77, week.inLessons(2), search('stop hurting myself', 'self-harm', 'warning')),
  );
  week.plant(
    'gambling by search at night',
    'concern',
    week.add(78, MONDAY + 3 * DAY + 22.5 * HOUR, search('online casino', 'gambling', 'advisory')),
  );
}

function addDangers(week: WeekWriter): void {
  const danger = (what: string, person: number, at: number, ...changes: Change[]) =>
    week.plant(what, 'danger', ...changes.map((change, index) => week.add(person, at + index * 20_000, change)));
  danger('suicide search in a lesson', 101, week.inLessons(0), search('how to end my life', 'suicide', 'danger'));
  danger('suicide site at night', 102, MONDAY + DAY + 23.7 * HOUR, hit('end.example', 'suicide', 'danger'));
  danger('self-harm by suggestion only', 103, week.inLessons(1), search('hurt mys', 'self-harm', 'danger', { intent: 'embed' }));
  danger('self-harm site as a page element', 104, week.inLessons(1), hit('cut.example', 'self-harm', 'danger', { intent: 'embed' }));
  danger(
    'extremist site behind an advertising host',
    105,
    week.inLessons(2),
    hit('x-ads.example', 'extremism', 'danger', { categories: ['advertising', 'extremism'] }),
  );
  danger(
    'bomb search, then a site',
    106,
    week.inLessons(2),
    search('how to make a bomb', 'terrorism', 'danger'),
    hit('bomb.example', 'terrorism', 'danger'),
  );
  danger('fetched ahead by the browser', 107, week.inLessons(3), hit('jihad.example', 'terrorism', 'danger', { intent: 'prefetch' }));
  const ref = { host: 'sealed:canary:00ff', url: 'sealed:canary:00ff', rule: 'sealed' } as const;
  danger('sealed list', 108, week.inLessons(3), hit(ref.host, 'child-sexual-abuse', 'danger', ref));
  danger(
    'exploitation among noise of the same pupil',
    109,
    week.inLessons(4),
    hit('ads.example', 'gambling', 'advisory'),
    hit('meet.example', 'sexual-exploitation', 'danger'),
  );
  danger('extreme pornography at the weekend', 110, MONDAY + 5 * DAY + 15 * HOUR, hit('extreme.example', 'extreme-pornography', 'danger'));
  danger('a member of staff', 311, week.inLessons(4), hit('extremist.example', 'extremism', 'danger'));
  const drugs = [0, 15, 40].map((minutes) =>
    week.add(111, MONDAY + 4 * DAY + 11 * HOUR + minutes * MINUTE, search(`buy ketamine ${minutes}`, 'drugs', 'warning')),
  );
  week.plant('third search for drugs in a day', 'danger', ...drugs);
  for (let person = 112; person < 116; person++) {
    // A class that watches the same thing is told of all the same.
    danger(
      'four pupils on one suicide site',
      person,
      MONDAY + 4 * DAY + 13 * HOUR + person * 10_000,
      hit('pact.example', 'suicide', 'danger'),
    );
  }
}

/** `requestsADay`: unsignalled records of each person on each of five days. */
export function schoolWeek(seed: number, requestsADay = 60): SchoolWeek {
  const week = new WeekWriter(seed);
  addRoutine(week, requestsADay);
  addLessons(week);
  addConcerns(week);
  addDangers(week);
  week.records.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { records: week.records, planted: week.planted };
}
