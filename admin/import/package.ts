import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, fromBufferPromise } from 'yauzl';

/** The files of a package, by their names in lower case. Nothing of it is ever written anywhere: a name is only looked for. */
export interface PackageFiles {
  has(name: string): boolean;
  /** The bytes of a file that is there; throws a PackageFailure when they cannot be read, or are too many. */
  open(name: string): AsyncIterable<Buffer>;
}

export class PackageFailure extends Error {}

const MOST_ENTRIES = 1_000;
/** 500,000 enrolments are some 60 MB. */
const MOST_BYTES_A_FILE = 128 * 1024 * 1024;
const MOST_BYTES = 256 * 1024 * 1024;
/** School records pack some ten to thirty times; what packs better is made to fill a memory. */
const BEST_RATIO = 200;

/** Rejects with a PackageFailure what is no zip, or none that a school's records would be sent in. */
export async function openZip(bytes: Buffer): Promise<PackageFiles> {
  const limit = sizeLimit();
  const zip = await told(fromBufferPromise(bytes));
  if (zip.entryCount > MOST_ENTRIES) throw new PackageFailure(`the zip holds ${zip.entryCount} files; a OneRoster package has some ten`);
  const entries = new Map<string, Entry>();
  for await (const entry of toldEach(zip.eachEntry())) {
    const name = baseName(entry.fileName);
    if (!name.endsWith('.csv')) continue;
    if (entries.has(name)) throw new PackageFailure(`the zip holds ${name} twice`);
    entries.set(name, entry);
  }
  return {
    has: (name) => entries.has(name),
    async *open(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new PackageFailure(`there is no ${name}`);
      if (entry.uncompressedSize > MOST_BYTES_A_FILE || entry.uncompressedSize > entry.compressedSize * BEST_RATIO + 1_000_000) {
        throw new PackageFailure(`${name} is too large when unpacked`);
      }
      if (entry.isEncrypted() || !entry.canDecodeFileData()) throw new PackageFailure(`${name} is encrypted, or packed in an unusual way`);
      yield* limit(name, toldEach(await told(zip.openReadStreamPromise(entry))));
    },
  };
}

/** The files of a folder. */
export async function openFolder(folder: string): Promise<PackageFiles> {
  const limit = sizeLimit();
  const names = new Map((await readdir(folder)).map((name) => [name.toLowerCase(), name]));
  return {
    has: (name) => names.has(name),
    open: (name) => limit(name, createReadStream(join(folder, names.get(name) ?? name))),
  };
}

/** The last part of a name: packages are made with and without a folder around them. */
function baseName(fileName: string): string {
  return fileName.slice(fileName.lastIndexOf('/') + 1).toLowerCase();
}

/** Counts what comes out, whatever the archive said it would be. */
function sizeLimit(): (name: string, bytes: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  let total = 0;
  return async function* limited(name, bytes) {
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      total += chunk.length;
      if (size > MOST_BYTES_A_FILE || total > MOST_BYTES) throw new PackageFailure(`${name} is too large when unpacked`);
      yield chunk;
    }
  };
}

/** Whatever the unpacker says of hostile bytes is the sender's mistake. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw damaged(error);
  }
}

async function* toldEach<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(error: unknown): PackageFailure {
  return error instanceof PackageFailure ? error : new PackageFailure('the zip is damaged, or no zip');
}
