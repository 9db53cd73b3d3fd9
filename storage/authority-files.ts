import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { readSecretFile } from '../config/secret.ts';
import { failure, type Result, success } from '../core/result.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** The public half of a root: what devices are given. Its key is a file of its own, for the supervisor and the command line alone. */
export interface Root {
  /** The first 16 hex digits of the certificate's SHA-256. */
  readonly id: string;
  readonly certificatePem: string;
  /** From then on it signs; until then the root before it does. */
  readonly signsFrom: EpochMs;
}

/** What a worker signs with, and what it shows clients beside a leaf. */
export interface IntermediateFile {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The root it stands under. */
  readonly rootId: string;
}

const RootsSchema = Type.Object(
  {
    roots: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
          certificatePem: Type.String({ minLength: 1 }),
          signsFrom: Type.Integer({ minimum: 0 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
const IntermediateSchema = Type.Object(
  { certificatePem: Type.String({ minLength: 1 }), privateKeyPem: Type.String({ minLength: 1 }), rootId: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
);

/** `<data>/keys/authority`, for its owner alone. */
export function authorityFolder(dataFolder: string): string {
  return join(dataFolder, 'keys', 'authority');
}

export function intermediatePath(folder: string): string {
  return join(folder, 'intermediate.json');
}

/** Every root of this installation, oldest first; none before `ca init`. Fails on a file that is not what was written. */
export function readRoots(folder: string): Result<readonly Root[]> {
  const path = join(folder, 'roots.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return success([]);
    return failure('authority-unreadable', `${path} cannot be read (${code ?? 'unknown error'})`);
  }
  const content = parsed(text);
  if (!Value.Check(RootsSchema, content)) return failure('authority-corrupt', `${path} is damaged: restore it from a backup`);
  return success(content.roots.map((root) => ({ ...root, signsFrom: epochMs(root.signsFrom) })));
}

/** Replaces the list as a whole. Rejects with the system's error (ENOSPC, …), the old list being kept. */
export async function writeRoots(folder: string, roots: readonly Root[]): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await writeFileAtomically(join(folder, 'roots.json'), `${JSON.stringify({ roots }, null, 1)}\n`);
}

/** The root that signs at that time. */
export function rootInUse(roots: readonly Root[], at: EpochMs): Root | undefined {
  return roots.findLast(({ signsFrom }) => signsFrom <= at) ?? roots[0];
}

/** What devices have to trust: the root in use, and the one that is to take over. */
export function rootsToTrust(roots: readonly Root[], at: EpochMs): readonly Root[] {
  const inUse = rootInUse(roots, at);
  return inUse === undefined ? [] : roots.slice(roots.indexOf(inUse));
}

/** Null where there is none yet. Refuses a file that others can read. */
export function readIntermediate(folder: string): Result<IntermediateFile | null> {
  const path = intermediatePath(folder);
  if (!existsSync(path)) return success(null);
  const read = readSecretFile(path);
  if (!read.ok) return read;
  const content = parsed(read.value);
  // What is in it is never repeated: it holds a key.
  return Value.Check(IntermediateSchema, content) ? success(content) : failure('authority-corrupt', `${path} is damaged`);
}

export async function writeIntermediate(folder: string, intermediate: IntermediateFile): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await writeFileAtomically(intermediatePath(folder), JSON.stringify(intermediate));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
