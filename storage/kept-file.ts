import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { failure, type Result, success } from '../core/result.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** Raise it when anything that is kept changes its shape: what another release wrote is then refused, not misread. */
export const KEPT_FORMAT = 1;

const HeaderSchema = Type.Object({
  format: Type.Integer(),
  /** What is in it. */
  topic: Type.String(),
  /** Which database it was read from. */
  database: Type.String(),
  /** The revision of the topic that it holds. */
  revision: Type.Integer(),
  at: Type.Integer({ description: 'EpochMs at which it was written' }),
  /** Of everything before it in this line, and of all that follows the line. */
  sha256: Type.String(),
});
type Header = Type.Static<typeof HeaderSchema>;
export type KeptFacts = Pick<Header, 'topic' | 'database' | 'revision' | 'at'>;

export interface KeptFile {
  readonly revision: number;
  /** When it was last known to be what the database says: when it was written, or confirmed by its time of change since. */
  readonly asOf: EpochMs;
  readonly body: string;
}

/**
 * Writes a file (0600, in a folder of 0700) that shows when it is damaged: a line of JSON about it, then the body. All or
 * nothing. The body is encoded a piece at a time, so that a process that serves people does so meanwhile.
 */
export async function writeKeptFile(
  path: string,
  facts: KeptFacts,
  body: Iterable<string | Uint8Array>,
  nextTurn: () => Promise<unknown>,
): Promise<void> {
  const head = headOf({ format: KEPT_FORMAT, ...facts });
  const hash = createHash('sha256').update(head);
  const parts: Uint8Array[] = [];
  for (const piece of body) {
    const part = typeof piece === 'string' ? Buffer.from(piece) : piece;
    hash.update(part);
    parts.push(part);
    await nextTurn();
  }
  const header = JSON.stringify({ ...JSON.parse(head), sha256: hash.digest('hex') });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomically(path, [Buffer.from(`${header}\n`), ...parts]);
}

/** Reads such a file about this topic of this database. Fails when there is none, when it is damaged, of another release or of another database. */
export async function readKeptFile(path: string, { topic, database }: Pick<Header, 'topic' | 'database'>): Promise<Result<KeptFile>> {
  const read = await contentOf(path);
  if (!read.ok) return read;
  const { content, changedAt } = read.value;
  const end = content.indexOf('\n');
  const header = parsed(content.subarray(0, Math.max(end, 0)).toString());
  if (!Value.Check(HeaderSchema, header)) return failure('kept-damaged', `${path} is damaged`);
  if (header.format !== KEPT_FORMAT) return failure('kept-format', `${path} was written by another release`);
  const { sha256, ...facts } = header;
  const body = content.subarray(end + 1);
  const hash = createHash('sha256').update(headOf(facts)).update(body).digest('hex');
  if (hash !== sha256 || header.topic !== topic) return failure('kept-damaged', `${path} is damaged`);
  if (header.database !== database) return failure('kept-elsewhere', `${path} was read from another database`);
  return success({ revision: header.revision, asOf: epochMs(Math.max(header.at, changedAt)), body: body.toString() });
}

function headOf({ format, topic, database, revision, at }: Omit<Header, 'sha256'>): string {
  return JSON.stringify({ format, topic, database, revision, at });
}

async function contentOf(path: string): Promise<Result<{ readonly content: Buffer; readonly changedAt: number }>> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    return success({ content, changedAt: Math.floor(mtimeMs) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failure('kept-unreadable', `${path} cannot be read (${code ?? String(error)})`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: damaged
  }
}
