import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess } from '../../../alerts/assess/assess.ts';
import type { Cohort, PersonHistory } from '../../../alerts/assess/history.ts';
import type { Period } from '../../../alerts/routing/school-day.ts';
import { CATEGORY_IDS, THEMES } from '../../../core/category.ts';
import { type Assessment, SEVERITIES, type Severity, type Sighting } from '../../../core/incident.ts';
import { ALONE, dayIn, FIRST, sighting } from './sightings.ts';

interface Circumstances {
  readonly kind?: 'search' | 'quiet-search' | 'embed' | 'prefetch' | 'advertising' | 'navigation' | 'unknown';
  readonly attempt?: number;
  readonly when?: Period;
  readonly people?: number;
}

function assessed(
  change: Partial<Sighting>,
  { kind = 'navigation', attempt = 1, when = 'lessons', people = 1 }: Circumstances = {},
): Assessment {
  const kinds: Record<NonNullable<Circumstances['kind']>, Partial<Sighting>> = {
    search: { searchTerm: 'words' },
    'quiet-search': { searchTerm: 'words', intent: 'embed' },
    embed: { intent: 'embed' },
    prefetch: { intent: 'prefetch' },
    advertising: { categories: [...(change.categories ?? ['drugs']), 'advertising'] },
    navigation: {},
    unknown: { intent: 'unknown' },
  };
  return assess(sighting({ ...change, ...kinds[kind] }), { attemptsToday: attempt }, { people, pupilsOfSchool: 1 }, dayIn(when));
}

const idsOf = ({ factors }: Assessment) => factors.map(({ id }) => id);

const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

describe('assess', () => {
  it.each(SEVERITIES)('starts from the signal: %s', (signal) => {
    const { severity, notify, factors, cluster } = assessed({ signal });
    expect({ severity, notify, cluster }).toEqual({ severity: signal, notify: signal !== 'advisory', cluster: null });
    expect(factors).toEqual([{ id: `base-${signal}`, effect: 'base', words: expect.stringContaining('Drugs') }]);
  });

  it.each<[Circumstances, string, Severity, Severity]>([
    // One factor alone: [circumstances, factor, from advisory, from warning].
    [{ kind: 'unknown' }, 'base', 'advisory', 'warning'],
    [{ kind: 'search' }, 'typed-search', 'advisory', 'warning'],
    [{ kind: 'quiet-search' }, 'quiet-search', 'advisory', 'warning'],
    [{ kind: 'embed' }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'prefetch' }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'advertising' }, 'advertising', 'advisory', 'advisory'],
    [{ attempt: 2 }, 'second-attempt', 'advisory', 'warning'],
    [{ attempt: 3 }, 'third-strike', 'warning', 'danger'],
    [{ attempt: 30 }, 'third-strike', 'warning', 'danger'],
    [{ when: 'out-of-lessons' }, 'out-of-lessons', 'advisory', 'warning'],
    [{ when: 'holiday' }, 'out-of-lessons', 'advisory', 'warning'],
    [{ when: 'night' }, 'at-night', 'advisory', 'warning'],
    [{ people: 4 }, 'cohort', 'advisory', 'warning'],
    // Every pair.
    [{ kind: 'search', attempt: 2 }, 'typed-search', 'advisory', 'warning'],
    [{ kind: 'search', attempt: 3 }, 'third-strike', 'warning', 'danger'],
    [{ kind: 'search', when: 'out-of-lessons' }, 'typed-search', 'advisory', 'warning'],
    [{ kind: 'search', when: 'night' }, 'at-night', 'warning', 'danger'],
    [{ kind: 'search', people: 4 }, 'cohort', 'advisory', 'warning'],
    [{ kind: 'embed', attempt: 2 }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'embed', attempt: 3 }, 'third-strike', 'advisory', 'warning'],
    [{ kind: 'embed', when: 'out-of-lessons' }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'embed', when: 'night' }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'embed', attempt: 2, when: 'night' }, 'page-element', 'advisory', 'advisory'],
    [{ kind: 'embed', attempt: 3, when: 'night' }, 'page-element', 'advisory', 'warning'],
    [{ kind: 'embed', people: 4 }, 'page-element', 'advisory', 'advisory'],
    [{ attempt: 2, when: 'out-of-lessons' }, 'second-attempt', 'advisory', 'warning'],
    [{ attempt: 2, when: 'night' }, 'second-attempt', 'advisory', 'warning'],
    [{ attempt: 2, people: 4 }, 'second-attempt', 'advisory', 'warning'],
    [{ attempt: 3, when: 'out-of-lessons' }, 'third-strike', 'warning', 'danger'],
    [{ attempt: 3, when: 'night' }, 'third-strike', 'warning', 'danger'],
    [{ attempt: 3, people: 4 }, 'third-strike', 'advisory', 'danger'],
    [{ when: 'night', people: 4 }, 'at-night', 'advisory', 'warning'],
    [{ when: 'out-of-lessons', people: 4 }, 'out-of-lessons', 'advisory', 'warning'],
    // Small ones together.
    [{ kind: 'search', attempt: 2, when: 'out-of-lessons' }, 'second-attempt', 'warning', 'danger'],
    // Never by more than one step.
    [{ kind: 'search', attempt: 3, when: 'night' }, 'third-strike', 'warning', 'danger'],
  ])('%j lists %s: advisory becomes %s, warning becomes %s', (circumstances, factor, fromAdvisory, fromWarning) => {
    const advisory = assessed({ signal: 'advisory' }, circumstances);
    const warning = assessed({ signal: 'warning' }, circumstances);
    expect([advisory.severity, warning.severity]).toEqual([fromAdvisory, fromWarning]);
    for (const each of [advisory, warning]) expect(idsOf(each).some((id) => id.startsWith(factor))).toBe(true);
    expect(assessed({ signal: 'danger' }, circumstances)).toMatchObject({ severity: 'danger', notify: true });
  });

  it.each(['embed', 'prefetch', 'advertising'] as const)('marks a danger by %s as a possible page element and tells it', (kind) => {
    const { severity, notify, factors } = assessed({ signal: 'danger' }, { kind });
    expect({ severity, notify }).toEqual({ severity: 'danger', notify: true });
    expect(factors).toContainEqual(expect.objectContaining({ effect: 'marks', words: expect.stringContaining('may be a page element') }));
  });

  it('never puts a search on self-harm below warning, nor leaves it to the digest', () => {
    for (const intent of ['navigation', 'embed', 'prefetch', 'unknown'] as const) {
      const found = assess(
        sighting({ theme: 'self-harm-suicide', categories: ['suicide'], signal: 'advisory', searchTerm: 'words', intent }),
        { attemptsToday: 0 },
        { people: 30, pupilsOfSchool: 1 },
        dayIn('lessons'),
      );
      expect(found).toMatchObject({ severity: 'warning', notify: true });
      expect(idsOf(found)).toContain('self-harm-search');
    }
  });

  it('tells of the third attempt at circumvention in a day, also when the class joins in', () => {
    const vpn: Partial<Sighting> = { theme: 'circumvention', categories: ['vpn-proxy'], signal: 'advisory' };
    expect(assessed(vpn, { attempt: 2, people: 5 })).toMatchObject({ severity: 'advisory', notify: false });
    const third = assessed(vpn, { attempt: 3, people: 5 });
    expect(third).toMatchObject({ severity: 'warning', notify: true });
    expect(idsOf(third)).toContain('circumvention-third');
  });

  it('keeps misinformation for the digest, however often and whenever, unless something else is with it', () => {
    const misinformation = sighting({ theme: 'grooming-exploitation', signal: 'advisory', categories: ['news', 'misinformation'] });
    const often = { attemptsToday: 9 };
    expect(assess(misinformation, often, ALONE, dayIn('night'))).toMatchObject({
      severity: 'advisory',
      notify: false,
      factors: [{ id: 'base-advisory' }, { id: 'digest-only' }],
    });
    for (const change of [{ categories: ['misinformation', 'cults'] }, { signal: 'warning' as const }]) {
      expect(assess({ ...misinformation, ...change }, often, ALONE, dayIn('night')).notify).toBe(true);
    }
  });

  it('gives a sealed match its card and names its list alone', () => {
    const sealed = assess(
      sighting({
        host: 'sealed:iwf:00ff',
        url: 'sealed:iwf:00ff',
        theme: 'child-sexual-abuse',
        categories: ['child-sexual-abuse'],
        signal: 'danger',
      }),
      FIRST,
      ALONE,
      dayIn('lessons'),
    );
    expect(sealed.factors.at(-1)).toMatchObject({
      id: 'sealed',
      effect: 'marks',
      words: expect.stringMatching(/"iwf".*Do not view, copy or investigate/),
    });
    expect(JSON.stringify(sealed)).not.toContain('00ff');
  });

  it('marks a cluster from the third pupil of a school on, by school and local day', () => {
    const harm = sighting({ theme: 'self-harm-suicide', categories: ['self-harm'], signal: 'danger' });
    expect(assess(harm, FIRST, { people: 2, pupilsOfSchool: 2 }, dayIn('lessons')).cluster).toBeNull();
    const found = assess(harm, FIRST, { people: 3, pupilsOfSchool: 3 }, dayIn('lessons'));
    expect(found.cluster).toBe('self-harm-suicide.north.2026-10-06');
    expect(idsOf(found)).toContain('cluster');
    expect(assess({ ...harm, school: null }, FIRST, { people: 3, pupilsOfSchool: 3 }, dayIn('lessons')).cluster).toBeNull();
  });

  it('says in words how often and when', () => {
    const words = assessed({}, { attempt: 11, when: 'night' }).factors.map((factor) => factor.words);
    expect(words).toContain('The 11th attempt today on drugs and alcohol.');
    expect(words).toContain('At night (23:40).');
  });

  const anySighting: fc.Arbitrary<Sighting> = fc
    .record({
      theme: fc.constantFrom(...THEMES),
      signal: fc.constantFrom('advisory', 'warning', 'danger'),
      categories: fc.subarray([...CATEGORY_IDS], { minLength: 1, maxLength: 4 }),
      host: fc.constantFrom('a.example', 'sealed:list:00', ''),
      searchTerm: fc.option(fc.string()),
      intent: fc.constantFrom('navigation', 'embed', 'prefetch', 'unknown'),
      group: fc.constantFrom('seniors', 'staff', 'guests', 'unidentified'),
      school: fc.constantFrom('north', null),
    })
    .map((change) => sighting(change as Partial<Sighting>));
  const anyPerson: fc.Arbitrary<PersonHistory> = fc.record({ attemptsToday: fc.nat(60) });
  const anyCohort: fc.Arbitrary<Cohort> = fc.record({ people: fc.nat(40), pupilsOfSchool: fc.nat(10) });
  const anyDay = fc.constantFrom(...(['lessons', 'out-of-lessons', 'night', 'holiday'] as const)).map(dayIn);

  it('holds its promises for anything', () => {
    fc.assert(
      fc.property(anySighting, anyPerson, anyCohort, anyDay, fc.nat(20), (seen, person, cohort, day, more) => {
        const found = assess(seen, person, cohort, day);
        expect(assess(seen, person, cohort, day)).toEqual(found);
        if (seen.signal === 'danger') expect(found.severity).toBe('danger');
        expect(Math.abs(rank(found.severity) - rank(seen.signal))).toBeLessThanOrEqual(1);
        expect(found.notify).toBe(found.severity !== 'advisory');
        const again = assess(seen, { attemptsToday: person.attemptsToday + more }, cohort, day);
        expect(rank(again.severity)).toBeGreaterThanOrEqual(rank(found.severity));
        const alone = assess(seen, person, { ...cohort, people: 1 }, day);
        if (seen.signal !== 'advisory') expect(found.severity).toBe(alone.severity);
        else expect(rank(found.severity)).toBeLessThanOrEqual(rank(alone.severity));
        const inLessons = assess(seen, person, cohort, dayIn('lessons'));
        const atNight = assess(seen, person, cohort, dayIn('night'));
        const evening = assess(seen, person, cohort, dayIn('out-of-lessons'));
        expect(rank(inLessons.severity)).toBeLessThanOrEqual(rank(evening.severity));
        expect(rank(evening.severity)).toBeLessThanOrEqual(rank(atNight.severity));
        expect(found.factors[0]?.effect).toBe('base');
        expect(new Set(idsOf(found)).size).toBe(found.factors.length);
        for (const { words } of found.factors) expect(words).toMatch(/^\S.*\.$/);
      }),
    );
  });

  it('ranks a typed search above a navigation above a page element', () => {
    fc.assert(
      fc.property(anySighting, anyPerson, anyCohort, anyDay, (seen, person, cohort, day) => {
        const as = (change: Partial<Sighting>) =>
          rank(assess({ ...seen, categories: ['drugs'], host: 'a.example', ...change }, person, cohort, day).severity);
        const search = as({ searchTerm: 'x', intent: 'navigation' });
        const navigation = as({ searchTerm: null, intent: 'navigation' });
        const element = as({ searchTerm: null, intent: 'embed' });
        expect(search).toBeGreaterThanOrEqual(navigation);
        expect(navigation).toBeGreaterThanOrEqual(element);
      }),
    );
  });
});
