import type { GroupId } from '../core/identity.ts';
import type { Dice } from './random.ts';
import { ACCOUNTS, type SchoolId, SITES } from './schools.ts';

/** Somebody made up, at the device they usually sit at. */
export interface Seat {
  readonly name: string;
  readonly displayName: string;
  readonly group: Extract<GroupId, 'infants' | 'juniors' | 'seniors' | 'sixth-form' | 'staff'>;
  readonly school: SchoolId;
  /** Of pupils: `9B`. */
  readonly form: string | null;
  readonly computer: string;
  readonly clientIp: string;
}

export interface Population {
  readonly pupils: readonly Seat[];
  readonly staff: readonly Seat[];
  /** As the schools' own records would send them (docs/people.md). */
  readonly csv: Buffer;
}

const FIRST = [
  ...['Aisha', 'Alfie', 'Amara', 'Anya', 'Arjun', 'Bea', 'Callum', 'Cerys', 'Chidi', 'Dara', 'Eilidh', 'Elif', 'Ewan', 'Farah', 'Finn'],
  ...['Grace', 'Hamza', 'Ines', 'Isla', 'Jakub', 'Jaya', 'Kofi', 'Layla', 'Leo', 'Lowri', 'Maja', 'Mateo', 'Mei', 'Milo', 'Nia', 'Noor'],
  ...['Oskar', 'Poppy', 'Rafi', 'Rosa', 'Sanjay', 'Seren', 'Tariq', 'Tess', 'Uma', 'Viktor', 'Wren', 'Yara', 'Zach'],
] as [string, ...string[]];
const LAST = [
  ...[
    'Abara',
    'Ainsley',
    'Barlow',
    'Begum',
    'Birch',
    'Boateng',
    'Calder',
    'Chowdhury',
    'Coyle',
    'Dunmore',
    'Eze',
    'Farrow',
    'Gill',
    'Godwin',
  ],
  ...['Hale', 'Hussain', 'Ivers', 'Jarvis', 'Kaur', 'Kowalska', 'Lacey', 'Lim', 'Maddox', 'Marlow', 'Mistry', 'Nair', 'Nkemelu', 'Oduya'],
  ...[
    'Pell',
    'Petrov',
    'Quill',
    'Rafferty',
    'Rahim',
    'Sandhu',
    'Silva',
    'Tindall',
    'Uddin',
    'Vance',
    'Wickes',
    'Xu',
    'Yilmaz',
    'Zielinska',
  ],
] as [string, ...string[]];

/** Teaching accounts' own classes. */
const LENAS_CLASSES = ['8C/Cs', '9B/Cs', '10A/Cs'];

/** Everybody of the three schools, or of some of them. */
export function populate(dice: Dice, schools: readonly SchoolId[]): Population {
  const names = new Names(dice);
  const pupils = schools.flatMap((school) => pupilsOf(school, names));
  const staff = schools.flatMap((school) => staffOf(school, names));
  return { pupils, staff, csv: Buffer.from(csvOf(pupils, staff)) };
}

/** No two people are called alike. */
class Names {
  readonly #dice: Dice;
  readonly #taken = new Set<string>();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  next(userName: (first: string, last: string) => string): { readonly name: string; readonly displayName: string } {
    const [first, last] = [this.#dice.pick(FIRST), this.#dice.pick(LAST)];
    const wanted = userName(first, last).toLowerCase();
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}${number}`;
    this.#taken.add(name);
    return { name, displayName: `${first} ${last}` };
  }
}

function pupilsOf(school: SchoolId, names: Names): Seat[] {
  const { net, prefix, years } = SITES[school];
  const pupils: Seat[] = [];
  for (const [index, { year, group, forms, size }] of years.entries()) {
    // Whoever is in a later year joined earlier: their user name begins with the year they joined in.
    const joined = 25 - index;
    for (const letter of forms) {
      const form = year === 'Reception' ? 'R' : letter === 'O' ? `Y${year}` : `${year}${letter}`;
      for (let i = 0; i < size; i++) {
        const number = pupils.length;
        const block = group === 'infants' ? 64 : 8;
        pupils.push({
          ...names.next((first, last) => `${joined}${first[0]}${last}`),
          group: group as Seat['group'],
          school,
          form,
          computer: `${prefix}-${group === 'infants' ? 'TAB' : 'LT'}-${String(number + 1).padStart(3, '0')}`,
          clientIp: `10.${net}.${block + Math.floor(number / 200)}.${20 + (number % 200)}`,
        });
      }
    }
  }
  return pupils;
}

function staffOf(school: SchoolId, names: Names): Seat[] {
  const { net, prefix, teachers } = SITES[school];
  const seat = (index: number) => ({
    group: 'staff' as const,
    school,
    form: null,
    computer: `${prefix}-ST-${String(index + 1).padStart(2, '0')}`,
    clientIp: `10.${net}.4.${20 + index}`,
  });
  const others = Array.from({ length: teachers }, (_, index) => ({
    ...names.next((first, last) => `${first[0]}.${last}`),
    ...seat(index),
  }));
  const own = Object.values(ACCOUNTS).filter((account) => (account.school ?? 'harrowmere') === school);
  return [...others, ...own.map(({ name, displayName }, index) => ({ name, displayName, ...seat(teachers + index) }))];
}

function csvOf(pupils: readonly Seat[], staff: readonly Seat[]): string {
  const forms = new Map<string, string[]>();
  for (const { school, form } of pupils) {
    const known = forms.get(school) ?? [];
    if (form !== null && !known.includes(form)) forms.set(school, [...known, form]);
  }
  const lines = ['username,name,group,school,role,classes,teaches'];
  for (const { name, displayName, group, school, form } of pupils) {
    lines.push([name, displayName, group, school, 'pupil', form === null ? '' : classesOf(school, form), ''].join(','));
  }
  for (const [index, { name, displayName, school }] of staff.entries()) {
    const own = forms.get(school) ?? [];
    const form = own[index % Math.max(1, own.length)];
    const isLena = name === ACCOUNTS.lena.name;
    const isOther = Object.values(ACCOUNTS).some((account) => account.name === name);
    const taught = isLena ? LENAS_CLASSES.join(';') : isOther || form === undefined ? '' : classesOf(school, form);
    lines.push([name, displayName, 'staff', school, taught === '' ? 'staff' : 'teacher', '', taught].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A form is taught computing as a class of its own, but for the youngest. */
function classesOf(school: SchoolId, form: string): string {
  return school === 'bramblewick' ? form : `${form};${form}/Cs`;
}
