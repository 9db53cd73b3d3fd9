import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileTerms } from '../../../categoriser/search-terms/search-terms.ts';
import { type CategoryId, categoryInfo } from '../../../core/category.ts';

interface Labelled {
  readonly part: string;
  /** The first must be found; the others may be. Empty: nothing may be. */
  readonly themes: readonly string[];
  readonly kind: string;
  readonly sort: string;
  readonly search: string;
}

const LABELLED: readonly Labelled[] = readFileSync(new URL('../../vectors/search-labelled.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [part = '', themes = '', kind = '', sort = '', search = ''] = line.split('\t');
    return { part, themes: themes === 'none' ? [] : themes.split(','), kind, sort, search };
  });

/** How many searches of a theme were found, missed, and taken for it wrongly; and how many found ones were refused or opened wrongly. */
interface Score {
  found: number;
  missed: number;
  wrong: number;
  otherKind: number;
}

const precision = ({ found, wrong }: Score): number => found / Math.max(1, found + wrong);
const recall = ({ found, missed }: Score): number => found / Math.max(1, found + missed);

/** What the terms reached when they were written; less says that something broke. */
const HELD_OUT_RECALL = 0.85;

const shipped = compileTerms([]);

/** What alerts file a category under (a signal in a category without a theme is a disclosure); else the category itself. */
function themeOf(category: CategoryId): string {
  return categoryInfo(category).theme ?? (category === 'relationships-sex-health' ? 'disclosure' : category);
}

function scoresOf(searches: readonly Labelled[]): Map<string, Score> {
  const scores = new Map<string, Score>();
  const scoreOf = (theme: string): Score => {
    const score = scores.get(theme) ?? { found: 0, missed: 0, wrong: 0, otherKind: 0 };
    scores.set(theme, score);
    return score;
  };
  for (const { themes, kind, search } of searches) {
    const findings = shipped.find(search).map((finding) => ({ theme: themeOf(finding.category), kind: finding.kind }));
    const [wanted] = themes;
    if (wanted !== undefined) {
      const own = findings.filter(({ theme }) => theme === wanted);
      if (own.length === 0) scoreOf(wanted).missed++;
      else {
        scoreOf(wanted).found++;
        if (own.some((finding) => finding.kind === 'closed') !== (kind === 'closed')) scoreOf(wanted).otherKind++;
      }
    }
    for (const theme of new Set(findings.map((finding) => finding.theme))) if (!themes.includes(theme)) scoreOf(theme).wrong++;
  }
  return scores;
}

function totalOf(scores: Iterable<Score>): Score {
  const total = { found: 0, missed: 0, wrong: 0, otherKind: 0 };
  for (const score of scores) {
    total.found += score.found;
    total.missed += score.missed;
    total.wrong += score.wrong;
    total.otherKind += score.otherKind;
  }
  return total;
}

function table(title: string, scores: ReadonlyMap<string, Score>): string {
  const rows = [...[...scores].sort(([one], [other]) => one.localeCompare(other)), ['all', totalOf(scores.values())] as const];
  const lines = rows.map(
    ([theme, score]) =>
      `${theme.padEnd(24)} ${String(score.found + score.missed).padStart(5)} ${precision(score).toFixed(3).padStart(10)} ${recall(score).toFixed(3).padStart(7)}`,
  );
  return [`${title.padEnd(24)} count  precision  recall`, ...lines, ''].join('\n');
}

const tuned = scoresOf(LABELLED.filter(({ part }) => part === 'tune'));
const heldOut = scoresOf(LABELLED.filter(({ part }) => part === 'held-out'));
const everyday = LABELLED.filter(({ part }) => part === 'everyday');

/** The strongest signal that a search raises; `none` where it raises nothing. */
function signalOf(search: string): string {
  const signals = shipped.find(search).map(({ signal }) => signal);
  return ['danger', 'warning', 'advisory'].find((signal) => signals.some((one) => one === signal)) ?? 'none';
}

describe('the labelled searches', () => {
  it('are many, of every sort, and none twice', () => {
    process.stdout.write(`${table('theme (tune)', tuned)}\n${table('theme (held out)', heldOut)}`);
    const count = (of: (one: Labelled) => boolean): number => LABELLED.filter(of).length;
    expect(LABELLED.length).toBeGreaterThanOrEqual(600);
    expect(count(({ themes }) => themes.length === 0)).toBeGreaterThanOrEqual(LABELLED.length / 3);
    expect(count(({ sort }) => sort === 'bent')).toBeGreaterThanOrEqual(100);
    expect(count(({ sort }) => ['cy', 'pl', 'ur', 'ar', 'ro'].includes(sort))).toBeGreaterThanOrEqual(100);
    expect(count(({ part }) => part === 'held-out')).toBeGreaterThanOrEqual(200);
    expect(everyday.length).toBeGreaterThanOrEqual(2000);
    expect(everyday.every(({ themes }) => themes.length === 0)).toBe(true);
    expect(new Set(LABELLED.map(({ search }) => search)).size).toBe(LABELLED.length);
  });

  it.each([...tuned])('are told for %s with a precision of 0.95 and a recall of 0.9', (_, score) => {
    expect(precision(score)).toBeGreaterThanOrEqual(0.95);
    expect(recall(score)).toBeGreaterThanOrEqual(0.9);
  });

  it('are told as well where nobody looked at each', () => {
    const total = totalOf(heldOut.values());
    expect(precision(total)).toBeGreaterThanOrEqual(0.95);
    expect(recall(total)).toBeGreaterThanOrEqual(HELD_OUT_RECALL);
  });

  it('raise nothing where they are of any school day: no danger, a warning for one in a hundred at most', () => {
    const raised = everyday.map(({ search }) => ({ search, signal: signalOf(search) }));
    const those = (signal: string): readonly string[] => raised.filter((one) => one.signal === signal).map(({ search }) => search);
    const share = (signal: string): string => `${signal} ${((100 * those(signal).length) / raised.length).toFixed(2)} %`;
    process.stdout.write(`everyday: ${raised.length} searches; ${['danger', 'warning', 'advisory'].map(share).join(', ')}\n`);
    expect(those('danger')).toEqual([]);
    expect(those('warning').length / raised.length).toBeLessThanOrEqual(0.01);
  });

  it('are refused or left open as they should be', () => {
    const total = totalOf([...tuned.values(), ...heldOut.values()]);
    expect(total.otherKind / total.found).toBeLessThanOrEqual(0.01);
  });

  it('are never below a warning where they are about suicide or self-harm', () => {
    for (const { search } of LABELLED) {
      for (const { category, signal } of shipped.find(search)) {
        if (category === 'suicide' || category === 'self-harm') expect(['warning', 'danger'], search).toContain(signal);
      }
    }
  });
});
