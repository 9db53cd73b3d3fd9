/** The tables of incidents and of the outbox. Times are EpochMs; 0 and 1 stand for false and true. */
export interface IncidentTables {
  incidents: {
    id: string;
    /** Whom it is about: see subjectOf. */
    subject: string;
    person: string | null;
    client_ip: string;
    school: string | null;
    group_id: string;
    theme: string;
    /** Place in SEVERITIES, so that it sorts. */
    severity: number;
    status: string;
    assignee: string | null;
    outcome: string | null;
    records: number;
    /** How many of its sightings are kept in full. */
    kept: number;
    first_at: number;
    last_at: number;
    /** JSON array. */
    factors: string;
    merged_into: string | null;
    cluster: string | null;
    verdict: string | null;
    synthetic: number;
    /** Somebody is, or was, to be told of it. */
    alerted: number;
    /** How many lines its history has. */
    events: number;
    version: number;
    closed_at: number | null;
  };
  /** One row a decision and incident. A repeat that is only counted has neither host nor body. */
  sightings: {
    id: string;
    incident: string;
    at: number;
    subject: string;
    host: string | null;
    /** JSON object. */
    body: string | null;
  };
  incident_events: {
    incident: string;
    number: number;
    at: number;
    actor: string;
    event: string;
    /** JSON object. */
    detail: string;
  };
  deliveries: {
    id: string;
    incident: string | null;
    kind: string;
    channel: string;
    recipient: string;
    status: string;
    /** Higher goes first. */
    urgency: number;
    attempts: number;
    created_at: number;
    tried_at: number | null;
    accepted_at: number | null;
    answer: string | null;
    unique_key: string;
    /** JSON object. */
    payload: string;
  };
  /** A one-time code that was asked for, and the session that its use began. Neither code nor session is in it. */
  incident_access: {
    /** What the code is worked out from. */
    id: string;
    incident: string;
    /** An address, in lower case. */
    recipient: string;
    created_at: number;
    expires_at: number;
    tries: number;
    /** SHA-256 in hex, once the code was used. */
    session: string | null;
    session_until: number | null;
  };
  /** Who confirmed that a school's test alert reached them. */
  alert_confirmations: { school: string; recipient: string; at: number };
  /** One row: how far the records are read, and the number behind the last id given. */
  incident_state: { id: number; cursor: string | null; last_number: number };
}
