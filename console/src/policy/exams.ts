export interface Exam {
  readonly id: string;
  readonly audience: Readonly<Record<string, readonly string[]>>;
  readonly from: string;
  readonly until: string;
  readonly allowListOnly?: boolean;
  readonly reason: string;
  readonly by: string;
}

export const EXAMS = ['exams'] as const;
