import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EpochMs, epochMs } from '../core/units.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';

/**
 * The end of the audit chain as it was once, kept outside the database: whoever can write there could make a whole new chain that
 * fits, but not one that still ends where these say it did.
 */
export type AuditAnchor = Pick<AuditEntry, 'sequence' | 'hash' | 'at'>;

export interface AuditVerdict {
  readonly intact: boolean;
  /** The first sequence that is not what it was; null when all are. */
  readonly firstBroken: number | null;
  /** What shows it, in words. */
  readonly reason: string | null;
  /** The last sequence of the chain. */
  readonly entries: number;
  readonly anchors: number;
  /** Up to where an anchor vouches for the chain; what follows is vouched for by the database alone. */
  readonly anchoredTo: number;
  /** What somebody should see to though nothing is broken, in words; null when there is nothing. */
  readonly warning: string | null;
}

const FILE = 'audit-anchors.ndjson';
const DAY_MS = 86_400_000;
/** ECMA-262, 21.4.1.1: no time further from 1970 is a date. */
const LAST_TIME_MS = 8.64e15;
/** A little less than a day: the hourly run that drops them must not skip one for coming a second early. */
const ANCHOR_EVERY_MS = 23 * 3_600_000 + 1_800_000;

/** In the order they were dropped. Lines that are none (a disk's, or an editor's, doing) are left out. */
export async function readAnchors(dataFolder: string): Promise<AuditAnchor[]> {
  return (await readText(dataFolder)).split('\n').flatMap((line) => toAnchor(line) ?? []);
}

/** Whether a day has gone since the last one. One of a time to come is of a clock that was set back since. */
export function isAnchorDue(anchors: readonly AuditAnchor[], now: EpochMs): boolean {
  const last = anchors.at(-1);
  return last === undefined || Math.abs(now - last.at) >= ANCHOR_EVERY_MS;
}

/** Writes down where the chain ends; undefined before its first entry. */
export async function dropAnchor(dataFolder: string, audit: AuditLog, now: EpochMs): Promise<AuditAnchor | undefined> {
  const { sequence, hash } = await audit.head();
  if (sequence === 0) return undefined;
  const anchor: AuditAnchor = { at: now, sequence, hash };
  const text = await readText(dataFolder);
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await writeFileAtomically(join(dataFolder, FILE), `${before}${JSON.stringify(anchor)}\n`);
  return anchor;
}

/** Reads the whole chain, and holds it to the anchors: every edit, removal, reordering and cut-off end up to the last anchor shows. */
export async function verifyAudit(audit: AuditLog, anchors: readonly AuditAnchor[], now: EpochMs): Promise<AuditVerdict> {
  const unfit = await audit.verify();
  const { sequence: entries } = await audit.head();
  const rewritten = await firstRewritten(audit, anchors);
  const anchoredTo = Math.max(0, ...anchors.map(({ sequence }) => sequence));
  const warning = anchors.length === 0 ? await unanchoredWarning(audit, now) : null;
  const counted = { entries, anchors: anchors.length, anchoredTo, warning };
  if (rewritten !== undefined && (unfit === undefined || rewritten.sequence < unfit))
    return { intact: false, firstBroken: rewritten.sequence, reason: rewritten.reason, ...counted };
  if (unfit === undefined) return { intact: true, firstBroken: null, reason: null, ...counted };
  const reason = `the entry ${unfit} is missing, or is not the one that was written`;
  return { intact: false, firstBroken: unfit, reason, ...counted };
}

async function unanchoredWarning(audit: AuditLog, now: EpochMs): Promise<string | null> {
  const [first] = await audit.list({ limit: 1 });
  if (first === undefined || now - first.at <= DAY_MS) return null;
  return `no anchor vouches for the audit log, though it is older than a day: ${FILE} is missing or damaged`;
}

async function firstRewritten(audit: AuditLog, anchors: readonly AuditAnchor[]): Promise<{ sequence: number; reason: string } | undefined> {
  let held = 0;
  for (const anchor of anchors) {
    const [entry] = await audit.list({ after: anchor.sequence - 1, limit: 1 });
    const day = new Date(anchor.at).toISOString().slice(0, 10);
    if (entry?.sequence !== anchor.sequence) {
      const { sequence } = await audit.head();
      const reason = `the chain ends at ${sequence}, and reached ${anchor.sequence} on ${day}: its end was cut off, or the database is an older copy`;
      return { sequence: Math.min(sequence, anchor.sequence - 1) + 1, reason };
    }
    if (entry.hash !== anchor.hash)
      return { sequence: held + 1, reason: `entries from ${held + 1} to ${anchor.sequence} were written anew after ${day}` };
    held = anchor.sequence;
  }
  return undefined;
}

async function readText(dataFolder: string): Promise<string> {
  try {
    return await readFile(join(dataFolder, FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function toAnchor(line: string): AuditAnchor | undefined {
  try {
    const { at, sequence, hash } = JSON.parse(line) as Partial<Record<keyof AuditAnchor, unknown>>;
    if (!Number.isSafeInteger(at) || Math.abs(Number(at)) > LAST_TIME_MS || !Number.isSafeInteger(sequence) || Number(sequence) < 1)
      return undefined;
    return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)
      ? { at: epochMs(Number(at)), sequence: Number(sequence), hash }
      : undefined;
  } catch {
    return undefined;
  }
}
