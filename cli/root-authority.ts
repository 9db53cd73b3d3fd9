import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema/config.ts';
import { readSecretFile } from '../config/secret.ts';
import { failure, type Result, success } from '../core/result.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { type Authority, createIntermediate, createRoot, openAuthority } from '../proxy/tls/authority.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import {
  authorityFolder,
  type Root,
  readIntermediate,
  readRoots,
  rootInUse,
  writeIntermediate,
  writeRoots,
} from '../storage/authority-files.ts';

/** The only place that reads a root's key: the supervisor and the command line use it, and no part may import it. */
export interface RootPlace {
  /** `<data>/keys/authority`. */
  readonly folder: string;
  /** Where the roots' keys are, when elsewhere (`inspection.rootKeyFolder`): a mounted secret, a disk that is taken out. */
  readonly keyFolder: string;
  /** Named in every certificate. */
  readonly organization: string;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
/** Leaves that were made just before may still be shown for their whole life. */
const RENEWED_BEFORE_END_MS = 10 * DAY_MS;
/** As with what workers are given: a machine that is asleep at the hour finds it soon after it wakes. */
const CHECK_EVERY_MS = 3_600_000;

export function rootPlace({ at, inspection, trust }: Config, clock: Clock): RootPlace {
  const folder = authorityFolder(at.dataFolder);
  return { folder, keyFolder: inspection.rootKeyFolder ?? folder, organization: trust.name, clock };
}

/** Makes the first root, and the authority beneath it. Refuses to replace one. */
export async function initRoot(place: RootPlace): Promise<Result<Root>> {
  const roots = readRoots(place.folder);
  if (!roots.ok) return roots;
  const [first] = roots.value;
  if (first !== undefined) {
    return failure(
      'authority-exists',
      `there is a root already (${first.id}); devices trust it: use "ca rotate" to replace it with an overlap`,
    );
  }
  return addRoot(place, [], place.clock());
}

/**
 * Makes the next root. It signs from `overlapMs` on; until then devices are given it while the old one goes on signing.
 * Refuses while an earlier rotation is still under way.
 */
export async function rotateRoot(place: RootPlace, overlapMs: number): Promise<Result<Root>> {
  const roots = readRoots(place.folder);
  if (!roots.ok) return roots;
  if (roots.value.length === 0) return failure('authority-missing', 'there is no root to replace: use "ca init"');
  const now = place.clock();
  const next = roots.value.at(-1);
  if (next !== undefined && next.signsFrom > now) {
    return failure(
      'authority-rotating',
      `root ${next.id} is to take over on ${new Date(next.signsFrom).toISOString().slice(0, 10)}; wait until it has`,
    );
  }
  // What signed before the root in use will not sign again, whatever the clock does.
  for (const { id } of roots.value.slice(0, -1)) rmSync(keyPath(place, id), { force: true });
  return addRoot(place, roots.value, epochMs(now + overlapMs));
}

/** Key first: a root whose key is missing would be worse than a key that nobody uses. */
async function addRoot(place: RootPlace, before: readonly Root[], signsFrom: EpochMs): Promise<Result<Root>> {
  const { certificatePem, privateKeyPem } = createRoot(place.organization, place.clock());
  const root: Root = { id: rootId(certificatePem), certificatePem, signsFrom };
  const path = keyPath(place, root.id);
  try {
    mkdirSync(place.keyFolder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(path, privateKeyPem);
    await writeRoots(place.folder, [...before, root]);
  } catch (error) {
    rmSync(path, { force: true });
    return failure(
      'authority-unwritable',
      `the root could not be kept (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}); nothing has changed`,
    );
  }
  const renewed = await renewIntermediate(place);
  return renewed.ok ? success(root) : renewed;
}

/**
 * Sees to it that workers have an authority of the root in use with enough time left. Needs the root's key only when a new one
 * is due, about every twenty days. Fails with one line for people; what is there goes on being used.
 */
export async function renewIntermediate(place: RootPlace): Promise<Result<'kept' | 'renewed'>> {
  const roots = readRoots(place.folder);
  if (!roots.ok) return roots;
  const now = place.clock();
  const root = rootInUse(roots.value, now);
  if (root === undefined) return failure('authority-missing', 'there is no certificate authority: run "schoolgate ca init"');
  const current = readIntermediate(place.folder);
  // One that is open to others is compromised, one that is damaged is of no use, and one from the future was made while the
  // clock was wrong: all are replaced, which a clock that is wrong now cannot do, for then the root is from the future too.
  const present = current.ok ? current.value : null;
  if (present?.rootId === root.id) {
    const opened = openAuthority(present, now);
    if (opened.ok && opened.value.notAfter - now > RENEWED_BEFORE_END_MS) return success('kept');
  }
  const authority = openRoot(place, root, now);
  if (!authority.ok) return authority;
  try {
    await writeIntermediate(place.folder, { ...createIntermediate(authority.value, place.organization, now), rootId: root.id });
  } catch (error) {
    return failure(
      'authority-unwritable',
      `a new authority for the workers could not be kept (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    );
  }
  return success('renewed');
}

/** Renews when it is due, for as long as the supervisor runs: looks once an hour, writes about every twenty days. */
export function keepIntermediate(place: RootPlace, onProblem: (line: string) => void): { stop(): void } {
  const look = async (): Promise<void> => {
    const renewed = await renewIntermediate(place);
    if (!renewed.ok) onProblem(`inspection: ${renewed.failure.message}`);
  };
  const timer = setInterval(() => void look(), CHECK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

function openRoot(place: RootPlace, { id, certificatePem }: Root, now: EpochMs): Result<Authority> {
  const path = keyPath(place, id);
  if (!existsSync(path))
    return failure(
      'authority-key-missing',
      `the root's key ${path} is missing: restore it from a backup, or make a new root with "ca rotate"`,
    );
  const key = readSecretFile(path);
  if (!key.ok) return key;
  const opened = openAuthority({ certificatePem, privateKeyPem: key.value }, now);
  return opened.ok ? opened : failure(opened.failure.code, `root ${id}: ${opened.failure.message}`);
}

function keyPath({ keyFolder }: RootPlace, id: string): string {
  return join(keyFolder, `root-${id}.pem`);
}

function rootId(certificatePem: string): string {
  return new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16);
}
