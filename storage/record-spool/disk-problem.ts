import { errorCode } from './layout.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reports an input/output error',
  EACCES: 'the folder may not be written to',
  EMFILE: 'too many files are open',
};

/** What a disk's refusal means, for a sentence: `the disk is full (ENOSPC)`. */
export function describeDiskProblem(error: unknown): string {
  const code = errorCode(error);
  return `${WORDS[code] ?? (error instanceof Error ? error.message : String(error))} (${code})`;
}

/** True when waiting may help: space can be made while the product runs. */
export function isOutOfSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
}
