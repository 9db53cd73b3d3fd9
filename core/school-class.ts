import { normaliseUserName } from './identity.ts';

/** A class as the school's own records know it. Who is in it, and who teaches it, stand in the form names are compared in. */
export interface SchoolClass {
  readonly id: string;
  /** As the school writes it: `10B/Ma1`. */
  readonly name: string;
  readonly school: string | null;
  readonly members: readonly string[];
  readonly teachers: readonly string[];
}

/** The form ids of classes are compared in: as of user names, so that `north/10B` and `North/10b` are one. */
export function normaliseClassId(id: string): string {
  return normaliseUserName(id.trim());
}

/** The id of a school's class: two schools of a trust may each have a 10B. A class of no school has its name alone. */
export function classIdOf(school: string | null, name: string): string {
  return normaliseClassId(school === null ? name : `${school}/${name.trim()}`);
}
