import type { AccessRecord } from '../core/access-record.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import type { Delivery } from '../core/incident.ts';
import { formatInstant } from '../core/london-time.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import { openRecordSpool } from '../storage/record-spool/writer.ts';
import { readProof } from './payload.ts';

/** The writer whose records prove that alerts work; nobody else writes files of that name. */
const WRITER = 'alerts';
const EVERY_MS = 3_600_000;
const OVERDUE_MS = 5 * 60_000;
/** A few small records a day need no room kept for them. */
const RESERVE_BYTES = 65_536;
/** Of decision ids, apart from the proxies', which count from 0. */
const WRITER_NUMBER = 1_023;

export function isProofFile(file: string): boolean {
  return file.startsWith(`${WRITER}-`);
}

export interface ProofOfLifeOptions {
  readonly recordsFolder: string;
  readonly clock: Clock;
  readonly everyMs?: number;
  readonly onProblem: (message: string) => void;
}

/** Every hour a made-up attempt goes the whole way of a real one: from the records to a mailbox (rows I05, A12). */
export class ProofOfLife {
  readonly #options: ProofOfLifeOptions;
  readonly #nextId: (at: EpochMs) => string;
  #sentAt: EpochMs | null = null;
  #missingSince: EpochMs | null = null;

  constructor(options: ProofOfLifeOptions) {
    this.#options = options;
    this.#nextId = decisionIdGenerator(WRITER_NUMBER, process.pid);
  }

  /** Call often; writes one when it is due. */
  async run(): Promise<void> {
    const { clock, everyMs = EVERY_MS } = this.#options;
    const now = clock();
    // A clock set back does not silence it for longer than it was set.
    if (this.#sentAt !== null && now - this.#sentAt < everyMs && now >= this.#sentAt) return;
    await this.#write(proofRecord(this.#nextId(now), now));
    this.#sentAt = now;
    this.#missingSince ??= now;
  }

  /** Tells of what the mail server took. */
  accepted(delivery: Delivery): void {
    if (delivery.kind !== 'proof-of-life') return;
    const { at } = readProof(delivery);
    if (this.#sentAt !== null && at >= this.#sentAt) this.#missingSince = null;
  }

  /** What is wrong, in words; null when all is well. */
  problem(): string | null {
    if (this.#missingSince === null) return null;
    const lateMs = this.#options.clock() - this.#missingSince;
    if (lateMs < OVERDUE_MS) return null;
    return `The hourly test of the alerts has not arrived for ${Math.floor(lateMs / 60_000)} min: alerts may not be getting through.`;
  }

  /** Opened for the one record, so that no file stands open for an hour. */
  async #write(record: AccessRecord): Promise<void> {
    const { recordsFolder, clock, onProblem } = this.#options;
    const spool = await openRecordSpool({ folder: recordsFolder, writer: WRITER, clock, reserveBytes: RESERVE_BYTES, onProblem });
    try {
      await new Promise<void>((done) => spool.appendDurable(record, () => done()));
    } finally {
      await spool.close();
    }
  }
}

function proofRecord(id: string, at: EpochMs): AccessRecord {
  const host = 'proof-of-life.schoolgate.test';
  return {
    id,
    event: 'request',
    time: formatInstant(at),
    // Somebody else each time, so that each is an incident of its own.
    username: `proof-of-life-${id.toLowerCase()}`,
    computer: null,
    clientIp: '127.0.0.1',
    school: null,
    group: 'unidentified',
    attribution: 'none',
    method: 'GET',
    url: `http://${host}/`,
    host,
    categories: ['terrorism'],
    action: 'block',
    rule: 'proof-of-life',
    reason: 'A made-up attempt: it proves that alerts work.',
    signal: 'danger',
    visibility: 'url',
    intent: 'navigation',
    contentType: null,
    status: 403,
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 0,
    policyVersion: '',
    listVersion: '',
  };
}
