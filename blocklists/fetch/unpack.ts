import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { pipeline as pipelineDone } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { UT1_FILES } from '../parse/ut1.ts';
import { FetchRefusal, limited } from './limits.ts';

type Bytes = AsyncIterable<Buffer>;

const TAR_BLOCK = 512;
const MAX_ARCHIVE_MEMBERS = 20_000;
/** A gzip file that a server compressed once more on its way. */
const MAX_GZIP_LAYERS = 2;
const MEMBER_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * Unpacks what was downloaded, by what it is and not by its name: gzip is opened, a tar archive becomes the folders of a
 * UT1 tree, anything else the one file `list`. Throws FetchRefusal for an archive that reaches outside its folder.
 */
export async function unpack(body: string, folder: string, layout: 'tree' | 'file', maxUnpackedBytes: number): Promise<void> {
  let { head, all } = await peek(createReadStream(body));
  for (let layer = 0; layer < MAX_GZIP_LAYERS && head[0] === 0x1f && head[1] === 0x8b; layer++) ({ head, all } = await peek(gunzip(all)));
  const bytes = limited(all, maxUnpackedBytes);
  const isTar = head.subarray(257, 262).toString('latin1') === 'ustar';
  if (isTar !== (layout === 'tree')) {
    throw new FetchRefusal(
      'source-layout',
      isTar ? 'it is an archive, which only the ut1 format is' : 'it is no archive in the UT1 layout',
    );
  }
  if (isTar) await unpackTree(bytes, folder);
  else await pipelineDone(bytes, durableFile(join(folder, 'list')));
}

/** `flush`: synced to the disk when closed, so that a copy that is promoted is there after a power cut. */
export function durableFile(path: string): ReturnType<typeof createWriteStream> {
  return createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
}

async function peek(bytes: Bytes): Promise<{ head: Buffer; all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < TAR_BLOCK) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

function gunzip(bytes: Bytes): Bytes {
  // The error, if any, is thrown where the result is read.
  return pipeline(Readable.from(bytes), createGunzip(), () => {});
}

async function unpackTree(bytes: Bytes, folder: string): Promise<void> {
  const archive = extract();
  const source = Readable.from(bytes);
  source.on('error', (error) => archive.destroy(error));
  // A member whose archive ends early may be destroyed before anything listens to it, and would then be waited for without end.
  const broken = new AbortController();
  archive.on('error', (error) => broken.abort(error));
  source.pipe(archive as unknown as NodeJS.WritableStream);
  let members = 0;
  try {
    for await (const entry of archive) {
      if (++members > MAX_ARCHIVE_MEMBERS) throw new FetchRefusal('archive-members', `it has more than ${MAX_ARCHIVE_MEMBERS} members`);
      await unpackMember(entry.header, entry as unknown as Bytes, folder, broken.signal);
      entry.resume();
    }
  } catch (error) {
    throw broken.signal.aborted ? broken.signal.reason : error;
  } finally {
    source.destroy();
  }
}

async function unpackMember(header: Header, content: Bytes, folder: string, broken: AbortSignal): Promise<void> {
  const path = insidePath(header.name);
  switch (header.type) {
    case 'directory':
      return;
    case 'file':
    case 'contiguous-file': {
      const place = await placeOf(path, folder);
      if (place !== undefined) await pipelineDone(content, durableFile(place), { signal: broken });
      return;
    }
    case 'symlink':
      return unpackAlias(path, header.linkname, folder);
    case 'link': {
      const [from, to] = [await placeOf(insidePath(header.linkname), folder), await placeOf(path, folder)];
      if (from !== undefined && to !== undefined) await copyFile(from, to);
      return;
    }
    default:
      throw new FetchRefusal('archive-device', `its member ${shown(header.name)} is neither a file, a folder nor a link`);
  }
}

/** Where a member that holds entries is written; undefined for the others. UT1's archive has one folder around the categories. */
async function placeOf(path: string, folder: string): Promise<string | undefined> {
  const parts = path.split('/');
  const [category = '', file = ''] = parts.slice(-2);
  if (parts.length < 2 || parts.length > 3 || !MEMBER_NAME.test(category) || !UT1_FILES.some((name) => name === file)) return undefined;
  await mkdir(join(folder, category), { recursive: true, mode: 0o700 });
  return join(folder, category, file);
}

/** A link to a sibling folder is another name of it; a link elsewhere within the archive is of no use; one out of it is refused. */
async function unpackAlias(path: string, target: string, folder: string): Promise<void> {
  const leadsTo = target.startsWith('/') ? '..' : posix.normalize(posix.join(posix.dirname(path), target));
  if (leadsTo === '..' || leadsTo.startsWith('../') || target.includes('\0')) {
    throw new FetchRefusal('archive-escape', `its link ${shown(path)} leads out of the archive`);
  }
  const name = posix.basename(path);
  const sibling = posix.basename(leadsTo);
  if (posix.dirname(path) !== posix.dirname(leadsTo) || !MEMBER_NAME.test(name) || !MEMBER_NAME.test(sibling)) return;
  await writeAlias(folder, name, sibling);
}

/** The form an alias has in a checkout: a file with the one word. */
export function writeAlias(folder: string, name: string, original: string): Promise<void> {
  return writeFile(join(folder, name), `${original}\n`, { flag: 'wx', mode: 0o600 });
}

/** The member's path without `./`; refuses one that begins at the root or climbs. */
function insidePath(name: string): string {
  const path = name.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || path.split('/').includes('..')) {
    throw new FetchRefusal('archive-escape', `its member ${shown(name)} lies outside the archive`);
  }
  return path;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
