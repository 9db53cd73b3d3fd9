import { readFileSync, statSync } from 'node:fs';
import { failure, type Result, success } from '../core/result.ts';

/** Group and others: a secret is for its owner alone. */
const OTHERS = 0o077;

/** Reads a file with a secret (a key, a password): one that only its owner can read (0600 or less). Surrounding white space is dropped. */
export function readSecretFile(path: string): Result<string> {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return failure('secret-unreadable', `${path} is not a file`);
    if ((stat.mode & OTHERS) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      return failure('secret-exposed', `${path} can be read by others (mode ${mode}); run: chmod 600 ${path}`);
    }
    return success(readFileSync(path, 'utf8').trim());
  } catch (error) {
    return failure('secret-unreadable', `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

/** A secret from the variable `name`, or from the file that `<name>_FILE` names. Null when neither is set. Messages never show its value. */
export function readSecret(env: Readonly<Record<string, string | undefined>>, name: string): Result<string | null> {
  const path = env[`${name}_FILE`];
  if (env[name]) {
    return path ? failure('secret-ambiguous', `${name} and ${name}_FILE are both set; keep one`) : success(env[name]);
  }
  if (!path) return success(null);
  const read = readSecretFile(path);
  return read.ok ? read : failure(read.failure.code, `${name}_FILE: ${read.failure.message}`);
}
