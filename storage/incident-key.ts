import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { openKeyStore } from './key-store.ts';

/** What is worked out from one key for the pages of incidents: by the part that mails, and by the part that serves the pages. */
export interface IncidentKey {
  /** Part of an incident's link: ids can be guessed, links cannot. */
  readonly proofOf: (incident: string) => string;
  /** Eight digits. Stored nowhere: whoever reads the database learns no code. */
  readonly codeOf: (challenge: string) => string;
  /** Proves that a form was made for this session. */
  readonly formTokenOf: (session: string) => string;
  /** Stands for an address in a form. */
  readonly choiceOf: (incident: string, address: string) => string;
  /** Stands for a person in the audit log, which others read than those who may know whom an incident is about. */
  readonly personRefOf: (username: string) => string;
}

const KEY_BYTES = 32;
const CODE_DIGITS = 8;
const PROOF_LENGTH = 16;

/** The key of this installation, made when first asked for. Machines that share a database must have the same one. */
export function openIncidentKey(dataFolder: string): IncidentKey {
  return createIncidentKey(openKeyStore(join(dataFolder, 'keys')).key('incident-pages', KEY_BYTES));
}

export function createIncidentKey(key: Buffer): IncidentKey {
  const secret = createSecretKey(key);
  const mac = (...fields: readonly string[]) => createHmac('sha256', secret).update(JSON.stringify(fields)).digest();
  const short = (...fields: readonly string[]) =>
    mac(...fields)
      .toString('base64url')
      .slice(0, PROOF_LENGTH);
  return {
    proofOf: (incident) => short('link', incident),
    // 2^48 is 2.8 million times 10^8: no digit is noticeably likelier.
    codeOf: (challenge) => String(mac('code', challenge).readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0'),
    formTokenOf: (session) => mac('form', session).toString('base64url'),
    choiceOf: (incident, address) => short('choice', incident, address),
    personRefOf: (username) => short('person', username),
  };
}

/** Compares in a time that tells nothing of where they differ. */
export function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
