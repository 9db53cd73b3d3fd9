import type { Kysely } from 'kysely';
import { accounts } from './accounts.ts';
import { api } from './api.ts';
import { auditActions } from './audit-actions.ts';
import { incidentAccess } from './incident-access.ts';
import { incidents } from './incidents.ts';
import { initial } from './initial.ts';
import { oversight } from './oversight.ts';
import { peopleClasses } from './people-classes.ts';
import { personalUseWeeks } from './personal-use-weeks.ts';
import { policyPieces } from './policy-pieces.ts';
import { requestLooks } from './request-looks.ts';
import { requestRevision } from './request-revision.ts';
import { requests } from './requests.ts';
import { windows } from './windows.ts';

/** In order; a migration's place, from 1, is the version it makes. A released one is never changed. */
export const MIGRATIONS: readonly ((db: Kysely<unknown>) => Promise<void>)[] = [
  initial,
  incidents,
  requests,
  incidentAccess,
  peopleClasses,
  windows,
  api,
  accounts,
  auditActions,
  oversight,
  personalUseWeeks,
  requestRevision,
  requestLooks,
  policyPieces,
];
