/**
 * The list index by itself, on one core: how fast and large a build is, and how many look-ups a second it gives.
 * `node bench/list-index.ts [names]` (default 200,000) prints one JSON object; times are CPU times. About half of the cold names are listed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { openListIndex } from '../categoriser/categorise.ts';
import { buildListIndex } from '../categoriser/index/index-builder.ts';
import type { ListIndex } from '../categoriser/list-index.ts';
import type { Hostname } from '../core/hostname.ts';
import { madeUpLists, madeUpName } from './support/made-up-lists.ts';

const names = Number(process.argv[2] ?? 200_000);
const TRAFFIC = new URL('../../shared/data/traffic/top-domains.txt', import.meta.url);
const LOOK_UPS = 1_000_000;
/** Answer, and milliseconds of this process's CPU: other load on the machine then matters less. */
function timed<Answer>(work: () => Answer): [Answer, number] {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return [answer, (user + system) / 1000];
}

/** Strings that nothing has hashed yet, as requests bring them. */
function fresh(hosts: readonly string[]): Hostname[] {
  return hosts.map((host) => Buffer.from(host, 'latin1').toString('latin1') as Hostname);
}

/** The best of three passes over the same hosts; a first pass fills the memory where there is one. */
function lookUpsPerSecond(index: ListIndex, hosts: readonly string[]): { readonly perSecond: number; readonly listed: number } {
  const passes = Array.from({ length: 3 }, () => {
    const asked = fresh(hosts);
    const [listed, ms] = timed(() => asked.reduce((count, host) => (index.categoriseHost(host).matches.length > 0 ? count + 1 : count), 0));
    return { perSecond: Math.round((hosts.length / ms) * 1000), listed };
  });
  return passes.reduce((best, pass) => (pass.perSecond > best.perSecond ? pass : best));
}

/** Hosts as schools ask for them: popular ones far more often (Zipf), a tenth of the rest listed. */
function trafficMix(): string[] {
  const known = existsSync(TRAFFIC) ? readFileSync(TRAFFIC, 'utf8').split('\n').filter(Boolean) : [];
  const domains = known.length > 0 ? known : Array.from({ length: 10_000 }, (_, i) => madeUpName(names + i));
  let seed = 1;
  return Array.from({ length: LOOK_UPS }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const rank = Math.floor(domains.length ** (seed / 2 ** 32)) - 1;
    return seed % 10 === 0 ? madeUpName(rank * 7 + 1) : `www.${domains[rank]}`;
  });
}

function open(image: Uint8Array, memoEntries: number): ListIndex {
  const opened = openListIndex(image, { memoEntries });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

const MEMO_ENTRIES = 65_536;
const rssBefore = process.memoryUsage.rss();
const [image, buildMs] = timed(() => buildListIndex(madeUpLists(names), { version: 'bench' }));
const peakRss = process.resourceUsage().maxRSS * 1024;
const [index, openMs] = timed(() => open(image, MEMO_ENTRIES));
// More hosts than are remembered, none twice in a pass: every one is a miss.
const distinct = Array.from(
  { length: LOOK_UPS },
  (_, i) => `www.${madeUpName(i % 2 === 0 ? Math.floor((i / LOOK_UPS) * names) : names + i)}`,
);
const cold = lookUpsPerSecond(open(image, 0), distinct);
const missed = lookUpsPerSecond(open(image, MEMO_ENTRIES), distinct);
const mix = lookUpsPerSecond(index, trafficMix());

console.log(
  JSON.stringify(
    {
      names,
      entryCount: index.entryCount,
      imageBytesPerName: Number((image.byteLength / names).toFixed(2)),
      buildMs: Math.round(buildMs),
      rssBeforeMb: Math.round(rssBefore / 1e6),
      buildPeakRssMb: Math.round(peakRss / 1e6),
      openMs: Number(openMs.toFixed(1)),
      coldPerSecond: cold.perSecond,
      coldListed: cold.listed / LOOK_UPS,
      missThroughMemoPerSecond: missed.perSecond,
      trafficMixPerSecond: mix.perSecond,
      trafficListed: mix.listed / LOOK_UPS,
      trafficFrom: existsSync(TRAFFIC) ? 'top-domains.txt' : 'synthetic names',
    },
    null,
    2,
  ),
);
