import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readUt1Alias, UT1_FILES } from '../parse/ut1.ts';
import { FetchRefusal, hashed, limited } from './limits.ts';
import { durableFile, writeAlias } from './unpack.ts';

/** The files of a `file:` source that matter, with what tells whether they changed. */
interface LocalFile {
  /** Relative to the source; empty for a source that is one file. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

interface LocalSource {
  readonly files: readonly LocalFile[];
  /** Other names of folders: alias and original. */
  readonly aliases: readonly (readonly [string, string])[];
  /** Hash of names, sizes and times: equal means unchanged, without reading a byte. */
  readonly fingerprint: string;
}

/** Looks at a file or a folder in the UT1 layout. Rejects with the system's error when it is not there. */
export async function surveyLocal(path: string): Promise<LocalSource> {
  const info = await stat(path);
  if (info.isFile()) return survey([{ name: '', path, size: info.size, modifiedMs: info.mtimeMs }], []);
  if (!info.isDirectory()) throw new FetchRefusal('source-layout', 'it is neither a file nor a folder');
  const files: LocalFile[] = [];
  const aliases: [string, string][] = [];
  for (const name of (await readdir(path)).sort()) {
    const item = await lstat(join(path, name));
    if (item.isDirectory()) files.push(...(await surveyCategory(path, name)));
    else {
      const original = item.isSymbolicLink()
        ? basename(await readlink(join(path, name)))
        : item.isFile()
          ? readUt1Alias(join(path, name))
          : undefined;
      if (original !== undefined) aliases.push([name, original]);
    }
  }
  if (files.length === 0) throw new FetchRefusal('source-layout', 'it has no folder in the UT1 layout');
  return survey(files, aliases);
}

async function surveyCategory(root: string, category: string): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const file of UT1_FILES) {
    const path = join(root, category, file);
    const info = await lstat(path).catch(() => undefined);
    if (info?.isFile() === true) files.push({ name: join(category, file), path, size: info.size, modifiedMs: info.mtimeMs });
  }
  return files;
}

function survey(files: readonly LocalFile[], aliases: LocalSource['aliases']): LocalSource {
  const hash = createHash('sha256');
  for (const { name, path, size, modifiedMs } of files) hash.update(`${name} ${path} ${size} ${modifiedMs}\n`);
  hash.update(aliases.join('\n'));
  return { files, aliases, fingerprint: `local:${hash.digest('hex').slice(0, 32)}` };
}

/**
 * Copies a single file to `<folder>/body`, or a tree to the same layout below `folder`.
 * Returns the SHA-256 of the file, or of the tree's names and contents.
 */
export async function copyLocal(source: LocalSource, folder: string, maxBytes: number): Promise<string> {
  const [first] = source.files;
  if (first?.name === '') return copyHashed(first.path, join(folder, 'body'), maxBytes);
  const tree = createHash('sha256');
  let left = maxBytes;
  for (const file of source.files) {
    const to = join(folder, file.name);
    await mkdir(join(to, '..'), { recursive: true, mode: 0o700 });
    tree.update(`${file.name} ${await copyHashed(file.path, to, left)}\n`);
    left -= file.size;
  }
  for (const [alias, original] of source.aliases) {
    await writeAlias(folder, alias, original);
    tree.update(`${alias} -> ${original}\n`);
  }
  return tree.digest('hex');
}

async function copyHashed(from: string, to: string, maxBytes: number): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(hashed(limited(createReadStream(from), maxBytes), hash), durableFile(to));
  return hash.digest('hex');
}
