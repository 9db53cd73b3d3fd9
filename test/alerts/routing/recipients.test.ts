import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { escalationLines, mayBeTold, recipientsOf } from '../../../alerts/routing/recipients.ts';
import { isPerson, subjectOf } from '../../../alerts/routing/subject.ts';
import type { SchoolSettings } from '../../../config/schema/config.ts';
import { THEMES } from '../../../core/category.ts';
import { GROUP_IDS } from '../../../core/identity.ts';
import { type Incident, SEVERITIES } from '../../../core/incident.ts';
import { epochMs } from '../../../core/units.ts';
import { directory, incident, LEAD, NORTH, SOUTH } from './incidents.ts';

const NIGHT = epochMs(Date.UTC(2026, 9, 6, 22));
const local = ({ email }: { readonly email: string }) => email.replace('@example.org', '');
const toldOf = (change: Partial<Incident>, schools?: SchoolSettings[], lead?: typeof LEAD | null, now?: typeof NIGHT) =>
  recipientsOf(incident(change), directory(schools, lead), now).map(local);

/** North without some of its contacts. */
function northWithout(...roles: ('dsl' | 'deputies' | 'headteacher' | 'chair' | 'it' | 'onCall')[]): SchoolSettings {
  const school: SchoolSettings = { ...NORTH };
  for (const role of roles) delete school[role];
  return school;
}

const LEADS = ['dsl.north', 'b.deputy', 'c.second'];
const SEALED = [{ id: 'sealed', effect: 'marks', words: 'x' } as const];

describe('recipientsOf', () => {
  it.each<[string, Partial<Incident>, string[]]>([
    ['a pupil', {}, LEADS],
    ['a guest', { group: 'guests' }, LEADS],
    ['a device nobody is known at', { person: null, group: 'unidentified' }, LEADS],
    ['several pupils', { person: null, cluster: 'self-harm-suicide.north.2026-10-06' }, LEADS],
    ['a pupil of another school', { school: 'south' }, ['dsl.south']],
    ['no known school', { school: null }, ['safeguarding']],
    ['a school that is not configured', { school: 'west' }, ['safeguarding']],
    ['a sealed match', { factors: SEALED }, [...LEADS, 'h.head']],
    ['a member of staff', { group: 'staff', person: 't.teacher' }, ['h.head']],
    ['a member of staff, sealed', { group: 'staff', person: 't.teacher', factors: SEALED }, ['h.head']],
    ['a member of staff of no known school', { group: 'staff', person: 't.teacher', school: null }, ['safeguarding']],
    ['the DSL by address', { group: 'staff', person: 'DSL.North@Example.org' }, ['h.head']],
    ['the DSL by name', { group: 'staff', person: 'alead' }, ['h.head']],
    ['the DSL under a pupil’s group', { group: 'seniors', person: 'dsl.north' }, ['h.head']],
    ['the DSL on a network of no school', { group: 'unidentified', person: 'dsl.north', school: null }, ['h.head']],
    ['a deputy', { group: 'staff', person: 'b.deputy' }, ['h.head']],
    ['the IT desk', { group: 'staff', person: 'it' }, ['h.head']],
    ['whoever is on call', { group: 'staff', person: 'duty' }, ['h.head']],
    ['the chair', { group: 'guests', person: 'chair.north' }, ['h.head']],
    ['the headteacher', { group: 'staff', person: 'h.head' }, ['chair.north', 'safeguarding']],
    ['the headteacher, sealed', { group: 'staff', person: 'h.head', factors: SEALED }, ['chair.north', 'safeguarding']],
    ['the headteacher at another school', { group: 'staff', person: 'h.head', school: 'south' }, ['safeguarding']],
    ['the trust lead at a school', { group: 'staff', person: 'tess.trust' }, ['h.head']],
    ['malware', { theme: 'malware' }, ['it']],
    ['malware at a school without IT', { theme: 'malware', school: 'south' }, ['dsl.south']],
    ['circumvention that is a warning', { theme: 'circumvention', severity: 'warning' }, [...LEADS, 'it']],
    ['circumvention of staff', { theme: 'circumvention', severity: 'warning', group: 'staff', person: 't.teacher' }, ['h.head']],
  ])('tells of %s', (_, change, expected) => {
    expect(toldOf(change)).toEqual(expected);
  });

  it('tells whoever is on call of dangers outside school hours alone, and never of staff', () => {
    expect(toldOf({}, undefined, undefined, NIGHT)).toEqual([...LEADS, 'duty']);
    expect(toldOf({ lastAt: NIGHT })).toEqual([...LEADS, 'duty']);
    expect(toldOf({ severity: 'warning' }, undefined, undefined, NIGHT)).toEqual(LEADS);
    expect(toldOf({ group: 'staff', person: 't.teacher' }, undefined, undefined, NIGHT)).toEqual(['h.head']);
    expect(toldOf({}, [northWithout('onCall')], LEAD, NIGHT)).toEqual(LEADS);
    const halfTerm = epochMs(Date.UTC(2026, 9, 27, 11));
    expect(toldOf({}, undefined, undefined, halfTerm)).toContain('duty');
  });

  it.each<[string, Partial<Incident>, SchoolSettings[], typeof LEAD | null, string[]]>([
    ['no leads', {}, [northWithout('dsl', 'deputies')], LEAD, ['h.head']],
    ['no leads and no head', {}, [northWithout('dsl', 'deputies', 'headteacher')], LEAD, ['safeguarding']],
    ['a chair alone', {}, [northWithout('dsl', 'deputies', 'headteacher')], null, ['chair.north']],
    ['nobody', {}, [northWithout('dsl', 'deputies', 'headteacher', 'chair')], null, []],
    ['no head, of staff', { group: 'staff', person: 't' }, [northWithout('headteacher')], LEAD, ['chair.north', 'safeguarding']],
    ['no chair, of the head', { group: 'staff', person: 'h.head' }, [northWithout('chair')], LEAD, ['safeguarding']],
    ['no trust lead, of the head', { group: 'staff', person: 'h.head' }, [NORTH], null, ['chair.north']],
    ['neither, of the head', { group: 'staff', person: 'h.head' }, [northWithout('chair')], null, []],
    ['no trust lead, one school', { school: null }, [NORTH], null, LEADS],
    ['no trust lead, two schools', { school: null }, [NORTH, SOUTH], null, [...LEADS, 'dsl.south']],
    ['no contact at all', { school: null }, [], null, []],
  ])('finds the next in line with %s', (_, change, schools, lead, expected) => {
    expect(toldOf(change, schools, lead)).toEqual(expected);
  });

  it('names nobody to leads of a school it may not be about, nor to IT', () => {
    const unsure = recipientsOf(incident({ school: null }), directory([NORTH, SOUTH], null));
    expect(unsure.map(({ detail }) => detail)).toEqual(['minimal', 'minimal', 'minimal', 'minimal']);
    const circumvention = recipientsOf(incident({ theme: 'circumvention', severity: 'warning' }), directory());
    expect(circumvention.filter(({ detail }) => detail === 'minimal').map(local)).toEqual(['it']);
  });

  it('tells a head who is also the DSL once, and not of themselves', () => {
    const both: SchoolSettings = { ...NORTH, dsl: { name: 'Hana Head', email: 'H.Head@example.org' } };
    expect(toldOf({ factors: SEALED }, [both])).toEqual(['H.Head', 'b.deputy', 'c.second']);
    expect(toldOf({ group: 'staff', person: 'h.head' }, [both])).toEqual(['chair.north', 'safeguarding']);
    // The same person under another of their addresses.
    const shared: SchoolSettings = { ...NORTH, dsl: { name: 'Hana Head', email: 'safeguarding.north@example.org' } };
    expect(toldOf({ group: 'staff', person: 'h.head' }, [shared])).toEqual(['chair.north', 'safeguarding']);
  });

  it('gives a reason with every name', () => {
    for (const { reason } of recipientsOf(incident({ factors: SEALED }), directory(), NIGHT))
      expect(reason).toMatch(/^It is .*\.$|^You are .*\.$/);
  });

  const anyIncident = fc
    .record({
      person: fc.constantFrom(
        'pupil1',
        'alead',
        'h.head',
        'b.deputy',
        'chair.north',
        'tess.trust',
        'it',
        'duty',
        's.head',
        'DSL.SOUTH',
        'NORTH\\c.second',
        null,
      ),
      school: fc.constantFrom('north', 'south', 'west', null),
      group: fc.constantFrom(...GROUP_IDS),
      theme: fc.constantFrom(...THEMES),
      severity: fc.constantFrom(...SEVERITIES),
      factors: fc.constantFrom<Incident['factors']>([], [...SEALED]),
    })
    .map((change) => incident(change));
  const anyNorth = fc.subarray(['dsl', 'deputies', 'headteacher', 'chair', 'it', 'onCall'] as const).map((roles) => northWithout(...roles));

  it('never tells the subject, never twice, and never loses one that has anybody to go to', () => {
    fc.assert(
      fc.property(anyIncident, anyNorth, fc.constantFrom(epochMs(Date.UTC(2026, 9, 6, 10)), NIGHT), (about, north, now) => {
        const known = directory([north, SOUTH]);
        const told = [...recipientsOf(about, known, now), ...escalationLines(about, known).flat()];
        for (const each of told) expect(about.person !== null && isPerson(each, about.person)).toBe(false);
        const first = recipientsOf(about, known, now);
        expect(new Set(first.map(({ email }) => email.toLowerCase())).size).toBe(first.length);
        expect(first.length > 0 || subjectOf(about, known).addresses.has(LEAD.email) || about.theme === 'malware').toBe(true);
        if (about.group === 'staff') for (const { role } of first) expect(['headteacher', 'chair', 'trust-lead']).toContain(role);
        for (const each of first)
          if (each.role !== 'it' && each.role !== 'chair' && each.detail === 'configured')
            expect(mayBeTold(about, each.email, known)).toBe(true);
      }),
    );
  });
});

describe('isPerson', () => {
  const alice = { name: 'Alice O’Lead', email: 'A.Lead+alerts@example.org' };
  it.each([
    'a.lead',
    'A.LEAD',
    'a.lead+alerts@example.org',
    'a.lead@trust.example',
    'NORTH\\a.lead',
    'alice.o.lead',
    'aliceolead',
    'alice.lead',
    'alead',
    ' a.lead ',
  ])('takes %s for her', (username) => {
    expect(isPerson(alice, username)).toBe(true);
  });
  it.each(['b.lead', 'lead', 'alice', 'a', '', '@', '\\', '+', '.', 'a.leader', 'example.org'])('does not take %j for her', (username) => {
    expect(isPerson(alice, username)).toBe(false);
  });
  it('takes no empty name for a contact whose name has no letters', () => {
    expect(isPerson({ name: '---', email: 'x@example.org' }, '...')).toBe(false);
  });
});

describe('mayBeTold', () => {
  it.each<[string, Partial<Incident>, string, boolean]>([
    ['her pupils to the DSL', {}, 'DSL.north@example.org', true],
    ['pupils to the head', {}, 'h.head@example.org', true],
    ['pupils to the trust lead', {}, LEAD.email, true],
    ['pupils to another school', {}, 'dsl.south@example.org', false],
    ['pupils to IT', {}, 'it@example.org', false],
    ['pupils to IT, of circumvention', { theme: 'circumvention', severity: 'warning' }, 'it@example.org', false],
    ['staff to the DSL', { group: 'staff', person: 't' }, 'dsl.north@example.org', false],
    ['staff to the trust lead', { group: 'staff', person: 't' }, LEAD.email, false],
    ['staff to the head', { group: 'staff', person: 't' }, 'h.head@example.org', true],
    ['the DSL to herself', { person: 'alead' }, 'dsl.north@example.org', false],
    ['the head to the head', { group: 'staff', person: 'h.head' }, 'h.head@example.org', false],
    ['the head to the chair', { group: 'staff', person: 'h.head' }, 'chair.north@example.org', true],
    ['no school to the DSL', { school: null }, 'dsl.north@example.org', false],
    ['anything to a stranger', {}, 'stranger@example.org', false],
  ])('%s', (_, change, email, expected) => {
    expect(mayBeTold(incident(change), email, directory())).toBe(expected);
  });
});

describe('contactsOf', () => {
  it('finds nothing amiss where everybody is named', () => {
    expect(contactsOf({ trust: { name: 'T', safeguardingLead: LEAD }, schools: [NORTH] }).gaps).toEqual([]);
  });

  it('says each gap, with what follows from it', () => {
    const { gaps } = contactsOf({ trust: { name: 'T' }, schools: [{ id: 'bare', name: 'Bare' }] });
    expect(gaps).toHaveLength(6);
    for (const role of ['dsl', 'headteacher', 'chair', 'it', 'onCall']) expect(gaps.join('\n')).toContain(`School "bare" has no ${role}:`);
    expect(contactsOf({ trust: { name: 'T' }, schools: [] }).gaps.join('\n')).toContain('Nobody can be told of anything');
  });
});
