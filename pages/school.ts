/** Somebody at the school, as named to pupils. */
export interface PageContact {
  readonly name: string;
  readonly email: string;
}

/** What the pages say of a school. */
export interface PageSchool {
  readonly name: string;
  /** `#rrggbb`, or null for the default. */
  readonly colour: string | null;
  /** The designated safeguarding lead. */
  readonly safeguarding: PageContact | null;
  readonly it: PageContact | null;
}

interface SchoolAsConfigured {
  readonly id: string;
  readonly name: string;
  readonly colour?: string;
  readonly dsl?: PageContact;
  readonly it?: PageContact;
}

/** Schools by id. A person of no known school gets the trust's name; its only school, where it has just one. */
export function pageSchools(trustName: string, schools: readonly SchoolAsConfigured[]): (id: string | null) => PageSchool {
  const byId = new Map<string, PageSchool>(
    schools.map(({ id, name, colour, dsl, it }) => [id, { name, colour: colour ?? null, safeguarding: dsl ?? null, it: it ?? null }]),
  );
  const only = schools.length === 1 ? byId.values().next().value : undefined;
  const trust: PageSchool = only ?? { name: trustName, colour: null, safeguarding: null, it: null };
  return (id) => (id === null ? undefined : byId.get(id)) ?? trust;
}
