import type { Clock } from '../core/units.ts';
import { DatabaseAccounts } from './database/accounts.ts';
import { DatabaseAudit } from './database/audit.ts';
import { DatabaseClasses } from './database/classes.ts';
import { Database } from './database/database.ts';
import { DatabaseDirectory } from './database/directory.ts';
import { isAway } from './database/failure.ts';
import { nextRevision } from './database/followed.ts';
import { DatabaseIdempotency } from './database/idempotency.ts';
import { DatabaseIncidentAccess } from './database/incident-access.ts';
import { DatabaseIncidents } from './database/incidents.ts';
import { DatabaseLeases } from './database/leases.ts';
import { DatabaseMeasures } from './database/measures.ts';
import { migrate } from './database/migrate.ts';
import { DatabaseOutbox } from './database/outbox.ts';
import { DatabaseOverrides } from './database/overrides.ts';
import { DatabaseAnnouncements, DatabaseReviews, DatabaseSelfTests } from './database/oversight.ts';
import { DatabasePeople } from './database/people.ts';
import { DatabasePersonalUseWeeks } from './database/personal-use-weeks.ts';
import { DatabasePolicies } from './database/policies.ts';
import { DatabasePolicyDrafts } from './database/policy-drafts.ts';
import { openPostgres } from './database/postgres.ts';
import { DatabaseRequestLooks } from './database/request-looks.ts';
import { DatabaseRequests } from './database/requests.ts';
import { DatabaseSchools } from './database/schools.ts';
import { DatabaseSessions } from './database/sessions.ts';
import { DatabaseSignInTries } from './database/sign-in-tries.ts';
import { DatabaseSiteBlocks } from './database/site-blocks.ts';
import { openSqlite } from './database/sqlite.ts';
import { DatabaseTokens } from './database/tokens.ts';
import type { Stores, Topic } from './stores.ts';

export { DatabaseFailure, isAway } from './database/failure.ts';

export interface StoreOptions {
  /** A postgres:// URL; null for SQLite. */
  readonly databaseUrl: string | null;
  /** Made with its folder when missing. `:memory:` gives stores that live as long as the handle. */
  readonly sqlitePath: string;
  readonly clock: Clock;
  /** A PostgreSQL server that is away is no failure: `revisions` rejects until it answers and has this release's schema. */
  readonly mayBeAway?: boolean;
}

/**
 * Opens the stores and brings the database to this release's schema; any number of processes may do so at once.
 * Rejects, as every method of the stores does, with a DatabaseFailure: one line without credentials.
 */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const { databaseUrl, sqlitePath, clock } = options;
  const database = new Database(databaseUrl === null ? await openSqlite(sqlitePath) : openPostgres(databaseUrl));
  let isMigrated = true;
  try {
    await migrate(database, clock);
  } catch (error) {
    if (options.mayBeAway !== true || !isAway(error)) {
      await database.close();
      throw error;
    }
    isMigrated = false;
  }
  const revisions = async () => {
    if (!isMigrated) await migrate(database, clock);
    isMigrated = true;
    return readRevisions(database);
  };
  return {
    leases: new DatabaseLeases(database, clock),
    people: new DatabasePeople(database, clock),
    classes: new DatabaseClasses(database, clock),
    directory: new DatabaseDirectory(database, clock),
    tokens: new DatabaseTokens(database, clock),
    accounts: new DatabaseAccounts(database),
    sessions: new DatabaseSessions(database),
    signInTries: new DatabaseSignInTries(database),
    overrides: new DatabaseOverrides(database, clock),
    blocks: new DatabaseSiteBlocks(database, clock),
    measures: new DatabaseMeasures(database, clock),
    requests: new DatabaseRequests(database),
    requestLooks: new DatabaseRequestLooks(database),
    policies: new DatabasePolicies(database),
    policyDrafts: new DatabasePolicyDrafts(database),
    schools: new DatabaseSchools(database),
    idempotency: new DatabaseIdempotency(database),
    audit: new DatabaseAudit(database),
    incidents: new DatabaseIncidents(database, clock),
    outbox: new DatabaseOutbox(database),
    incidentAccess: new DatabaseIncidentAccess(database),
    reviews: new DatabaseReviews(database),
    announcements: new DatabaseAnnouncements(database),
    selfTests: new DatabaseSelfTests(database),
    personalUseWeeks: new DatabasePersonalUseWeeks(database),
    revisions,
    bumpRevision: (topic) => database.write((unit) => nextRevision(unit, topic)),
    ping: async () => void (await readRevisions(database)),
    close: () => database.close(),
  };
}

async function readRevisions(database: Database): Promise<Record<Topic, number>> {
  const rows = await database.query((db) => db.selectFrom('revisions').select(['topic', 'revision']).execute());
  const revisions: Record<Topic, number> = { policy: 0, lists: 0, leases: 0, people: 0, overrides: 0 };
  for (const { topic, revision } of rows) if (topic !== 'requests') revisions[topic] = revision;
  return revisions;
}
