import type { Kysely } from 'kysely';
import { incidentAccess } from './incident-access.ts';
import { incidents } from './incidents.ts';
import { initial } from './initial.ts';
import { requests } from './requests.ts';

/** In order; a migration's place, from 1, is the version it makes. A released one is never changed. */
export const MIGRATIONS: readonly ((db: Kysely<unknown>) => Promise<void>)[] = [initial, incidents, requests, incidentAccess];
