import type { Kysely } from 'kysely';

/** Requests are counted as what workers follow is: who holds a list of them sees whether it is still theirs. */
export async function requestRevision(db: Kysely<unknown>): Promise<void> {
  const counted = db as Kysely<{ revisions: { topic: string; revision: number; floor: number } }>;
  await counted.insertInto('revisions').values({ topic: 'requests', revision: 0, floor: 0 }).execute();
}
