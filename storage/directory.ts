import type { Person } from '../core/identity.ts';
import type { SchoolClass } from '../core/school-class.ts';

/** A person as whoever keeps the directory sees them. */
export interface KnownPerson extends Omit<Person, 'passwordHash'> {
  readonly displayName: string | null;
  /** Comes from the school's own records and goes with them; false for who was entered by hand. */
  readonly imported: boolean;
  readonly hasPassword: boolean;
}

export interface ImportedPerson extends Omit<Person, 'passwordHash'> {
  readonly displayName: string | null;
}

/** What an import does. */
export interface DirectoryChange {
  readonly people: readonly ImportedPerson[];
  readonly removedPeople: readonly string[];
  readonly classes: readonly SchoolClass[];
  readonly removedClasses: readonly string[];
}

export interface PeopleFilter {
  readonly name?: string;
  readonly school?: string;
  readonly group?: string;
  /** Only these: the members of a class. */
  readonly among?: readonly string[];
  /** The name that the page before ended with. */
  readonly after?: string;
  readonly limit: number;
}

/** People and classes together, as an import changes them. Both carry revisions of the topic `people`. */
export interface Directory {
  /** Everybody and every class at one revision. Others are served while it is read. */
  read(): Promise<{ readonly revision: number; readonly people: KnownPerson[]; readonly classes: SchoolClass[] }>;
  /** In the order of their names. */
  page(filter: PeopleFilter): Promise<KnownPerson[]>;
  /**
   * All or nothing, while `base` is the newest revision of `people`; undefined when somebody changed something meanwhile. Passwords
   * stay as they are, and who was entered by hand stays so. 50,000 new people hold the write lock for a second or two.
   */
  apply(change: DirectoryChange, base: number): Promise<number | undefined>;
}
