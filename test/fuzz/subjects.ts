import { FILES } from './files.ts';
import { HEADS_SUBJECT } from './heads.ts';
import { NAMES } from './names.ts';
import type { Subject } from './subject.ts';

export const SUBJECTS: readonly Subject[] = [...NAMES, ...FILES, HEADS_SUBJECT];

/** A subject's part of so many cases. */
export function casesOf({ share }: Subject, total: number): number {
  return Math.ceil((total * share) / SUBJECTS.reduce((sum, subject) => sum + subject.share, 0));
}
