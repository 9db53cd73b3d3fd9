import type { Principal } from '../admin/auth/principal.ts';
import type { ConfigFile, SchoolSettings } from '../config/schema/config.ts';
import type { GroupId, Role } from '../core/identity.ts';

/** A made-up trust and its three made-up schools. Every address is at example.org, which takes no mail. */
export type SchoolId = 'bramblewick' | 'harrowmere' | 'quayle';

export interface Account {
  /** The user name, and what stands before `@` in the address. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** Null: the whole trust. */
  readonly school: SchoolId | null;
}

/** Who signs in to the console. */
export const ACCOUNTS = {
  mercy: { name: 'm.osei', displayName: 'Mercy Osei', role: 'trust-admin', school: null },
  tom: { name: 't.bradshaw', displayName: 'Tom Bradshaw', role: 'head-of-it', school: null },
  kasia: { name: 'k.nowak', displayName: 'Kasia Nowak', role: 'it-operator', school: null },
  abena: { name: 'a.mensah', displayName: 'Abena Mensah', role: 'headteacher', school: 'harrowmere' },
  ruth: { name: 'r.whitlock', displayName: 'Ruth Whitlock', role: 'dsl', school: 'harrowmere' },
  daniel: { name: 'd.okoro', displayName: 'Daniel Okoro', role: 'deputy-dsl', school: 'harrowmere' },
  lena: { name: 'l.hartley', displayName: 'Lena Hartley', role: 'teacher', school: 'harrowmere' },
  joan: { name: 'j.parr', displayName: 'Joan Parr', role: 'dsl', school: 'bramblewick' },
  samira: { name: 's.iqbal', displayName: 'Samira Iqbal', role: 'dsl', school: 'quayle' },
  nadia: { name: 'n.rahman', displayName: 'Nadia Rahman', role: 'dpo', school: null },
  graham: { name: 'g.finch', displayName: 'Graham Finch', role: 'viewer', school: null },
} as const satisfies Readonly<Record<string, Account>>;
export type AccountId = keyof typeof ACCOUNTS;

const contact = ({ name, displayName }: Account) => ({ name: displayName, email: `${name}@example.org` });
const person = (name: string, address: string) => ({ name, email: `${address}@example.org` });

/** Left at half-term; nobody has told IT, and the mail server refuses the address. */
export const GONE_ADDRESS = 'p.ashdown@example.org';

export const ON_CALL: Readonly<Record<SchoolId, string>> = {
  bramblewick: 'duty.bramblewick@example.org',
  harrowmere: 'duty.harrowmere@example.org',
  quayle: 'duty.quayle@example.org',
};

export const SCHOOLS: readonly SchoolSettings[] = [
  {
    id: 'bramblewick',
    name: 'Bramblewick Primary School',
    colour: '#2e7d4f',
    dsl: contact(ACCOUNTS.joan),
    deputies: [person('Colin Marsh', 'c.marsh'), person('Priya Ashdown', 'p.ashdown')],
    headteacher: person('Helen Thwaite', 'h.thwaite'),
    chair: person('Yusuf Demir', 'y.demir'),
    it: person('Trust IT desk', 'it.desk'),
    onCall: person('Bramblewick duty lead', 'duty.bramblewick'),
    digestAt: '07:15',
    digestOn: 'school-days',
  },
  {
    id: 'harrowmere',
    name: 'Harrowmere Academy',
    colour: '#7b2d43',
    dsl: contact(ACCOUNTS.ruth),
    deputies: [contact(ACCOUNTS.daniel)],
    headteacher: contact(ACCOUNTS.abena),
    chair: person('Martin Cole', 'm.cole'),
    it: person('Trust IT desk', 'it.desk'),
    onCall: person('Harrowmere duty lead', 'duty.harrowmere'),
    digestAt: '07:30',
  },
  {
    id: 'quayle',
    name: 'Quayle Sixth Form College',
    colour: '#1f4e79',
    dsl: contact(ACCOUNTS.samira),
    deputies: [person('Owen Pritchard', 'o.pritchard')],
    headteacher: person('Fiona Adair', 'f.adair'),
    chair: person('Leila Haddad', 'l.haddad'),
    it: person('Trust IT desk', 'it.desk'),
    onCall: person('Quayle duty lead', 'duty.quayle'),
    digestAt: '08:00',
  },
];

export const TRUST: ConfigFile['trust'] = {
  name: 'Larkmoor Learning Trust',
  safeguardingLead: person('Beatrice Lowe', 'b.lowe'),
};

interface Site {
  /** Of addresses: `10.<net>.x.y`. */
  readonly net: number;
  /** Stands before every computer's name. */
  readonly prefix: string;
  readonly years: readonly { readonly year: string; readonly group: GroupId; readonly forms: readonly string[]; readonly size: number }[];
  readonly teachers: number;
}

const forms = (year: string, group: GroupId, letters: string, size: number) => ({ year, group, forms: [...letters], size });

/** About 1,100 pupils and students in all. */
export const SITES: Readonly<Record<SchoolId, Site>> = {
  bramblewick: {
    net: 31,
    prefix: 'BRW',
    years: [
      forms('Reception', 'infants', 'O', 28),
      forms('1', 'infants', 'O', 28),
      forms('2', 'infants', 'O', 29),
      forms('3', 'juniors', 'O', 28),
      forms('4', 'juniors', 'O', 27),
      forms('5', 'juniors', 'O', 29),
      forms('6', 'juniors', 'O', 28),
    ],
    teachers: 9,
  },
  harrowmere: {
    net: 32,
    prefix: 'HRM',
    years: ['7', '8', '9', '10', '11'].map((year) => forms(year, 'seniors', 'ABCD', 29)),
    teachers: 38,
  },
  quayle: {
    net: 33,
    prefix: 'QSF',
    years: ['12', '13'].map((year) => forms(year, 'sixth-form', 'KLMNP', 28)),
    teachers: 18,
  },
};

/** The schools' networks; the last of each school is for pupils' own devices. */
export const NETWORKS: ConfigFile['networks'] = [
  { cidr: '10.31.0.0/16', name: 'bramblewick-wired', school: 'bramblewick', group: 'juniors' },
  { cidr: '10.31.64.0/20', name: 'bramblewick-tablets', school: 'bramblewick', group: 'infants' },
  { cidr: '10.32.0.0/16', name: 'harrowmere-wired', school: 'harrowmere', group: 'seniors' },
  { cidr: '10.32.200.0/21', name: 'harrowmere-pupil-wifi', school: 'harrowmere', group: 'seniors' },
  { cidr: '10.33.0.0/16', name: 'quayle-wired', school: 'quayle', group: 'sixth-form' },
  { cidr: '10.33.200.0/21', name: 'quayle-byod', school: 'quayle', group: 'sixth-form' },
];

/** Somebody with an account, as routes and services see them. */
export function principalFor({ name, role, school }: Account): Principal {
  return { actor: `user:${name}`, role, school, person: name };
}
