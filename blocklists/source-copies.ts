import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { SOURCE_FORMATS } from '../config/schema/config.ts';
import { syncFolder, writeFileAtomically } from '../storage/atomic-file.ts';

const OptionalText = Type.Union([Type.String(), Type.Null()]);

/** The last good copy of a source: where it came from and what was found in it. */
const SourceCopySchema = Type.Object({
  /** Its folder, beside this record. */
  folder: Type.String({ pattern: '^copy-[0-9a-f-]+$' }),
  url: Type.String(),
  /** As configured, and as it lies here: a plain list of a sealed category is kept sealed. */
  sourceFormat: Type.Enum([...SOURCE_FORMATS]),
  format: Type.Enum([...SOURCE_FORMATS]),
  /** Of what was fetched. */
  sha256: Type.String(),
  /** The key of a sealed copy. */
  keyId: OptionalText,
  etag: OptionalText,
  lastModified: OptionalText,
  /** EpochMs. */
  fetchedAt: Type.Integer(),
  checkedAt: Type.Integer(),
  entries: Type.Integer(),
});
export type SourceCopy = Type.Static<typeof SourceCopySchema>;

export interface SourceCopies {
  /** The last good copy, undefined when there is none (or it is damaged). */
  read(id: string): Promise<SourceCopy | undefined>;
  /** Where a copy's files are. */
  folderOf(id: string, copy: Pick<SourceCopy, 'folder'>): string;
  /** A new, empty folder for a copy that is not good yet. Returns its name. */
  stage(id: string): Promise<string>;
  /** Makes this the last good copy (its folder staged before, or the one that is already good), and removes all others. */
  keep(id: string, copy: SourceCopy): Promise<void>;
  discard(id: string, folder: string): Promise<void>;
}

/** `<data>/lists/sources/<id>/`: the record `copy.json` names the folder that is good, so that a change of it is one rename. */
export function openSourceCopies(listFolder: string): SourceCopies {
  const root = join(listFolder, 'sources');
  const recordOf = (id: string): string => join(root, id, 'copy.json');
  return {
    async read(id) {
      try {
        const value: unknown = JSON.parse(await readFile(recordOf(id), 'utf8'));
        if (!Value.Check(SourceCopySchema, value)) return undefined;
        await access(join(root, id, value.folder, value.format === 'ut1' ? '' : 'list'));
        return value;
      } catch {
        return undefined;
      }
    },
    folderOf: (id, copy) => join(root, id, copy.folder),
    async stage(id) {
      const folder = `copy-${randomUUID()}`;
      await mkdir(join(root, id, folder), { recursive: true, mode: 0o700 });
      return folder;
    },
    async keep(id, copy) {
      await syncFolder(join(root, id, copy.folder));
      await writeFileAtomically(recordOf(id), `${JSON.stringify(copy, null, 1)}\n`);
      for (const name of await readdir(join(root, id))) {
        if (name !== copy.folder && name !== 'copy.json') await rm(join(root, id, name), { recursive: true, force: true });
      }
    },
    discard: (id, folder) => rm(join(root, id, folder), { recursive: true, force: true }),
  };
}
