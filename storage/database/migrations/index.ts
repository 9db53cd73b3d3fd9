import type { Kysely } from 'kysely';
import { initial } from './initial.ts';

/** In order; a migration's place, from 1, is the version it makes. A released one is never changed. */
export const MIGRATIONS: readonly ((db: Kysely<unknown>) => Promise<void>)[] = [initial];
