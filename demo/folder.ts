import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { ROLES } from '../core/identity.ts';
import { failure, type Result, success } from '../core/result.ts';

/** Marks a folder as a demo's: no other folder is ever written to, and what is in a marked one may be thrown away. */
const MARK = 'demo.json';

const MarkSchema = Type.Object({
  kind: Type.Literal('schoolgate-demo'),
  /** Of every account. */
  password: Type.String(),
  accounts: Type.Array(
    Type.Object({
      name: Type.String(),
      displayName: Type.String(),
      role: Type.Enum([...ROLES]),
      school: Type.Union([Type.String(), Type.Null()]),
      /** Base 32; null where the role needs no second factor. */
      totpSecret: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type DemoMark = Type.Static<typeof MarkSchema>;

/** Who may sign in to the demo in a folder; fails where the folder is no demo's. */
export function readMark(folder: string): Result<DemoMark> {
  try {
    const mark: unknown = JSON.parse(readFileSync(join(folder, MARK), 'utf8'));
    if (Value.Check(MarkSchema, mark)) return success(mark);
  } catch {
    // Told below.
  }
  return failure('no-demo', `${folder} is not a demo's folder`);
}

/** Keeps who may sign in, for the owner of the folder alone. */
export function writeMark(folder: string, mark: DemoMark): void {
  writeFileSync(join(folder, MARK), `${JSON.stringify(mark, null, 2)}\n`, { mode: 0o600 });
}

/** Makes an empty folder of a demo. Fails, and touches nothing, where there is something that no demo made, or that is somebody else's. */
export function emptyFolder(folder: string): Result<void> {
  if (existsSync(folder)) {
    const found = lstatSync(folder);
    if (!found.isDirectory()) return failure('no-demo', `${folder} is not a folder`);
    if (found.uid !== process.getuid?.()) return failure('no-demo', `${folder} belongs to another user`);
    const entries = readdirSync(folder);
    if (entries.length > 0 && !entries.includes(MARK))
      return failure('no-demo', `${folder} is not a demo's folder, and not empty: name another with --folder`);
    const mark = entries.length === 0 ? success(undefined) : readMark(folder);
    if (!mark.ok) return mark;
    for (const entry of entries) rmSync(join(folder, entry), { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return success(undefined);
}

/** The product's data folder within a demo's. */
export function dataFolderOf(folder: string): string {
  return join(folder, 'data');
}
