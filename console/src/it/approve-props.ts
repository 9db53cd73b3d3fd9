import type { RequestDetail } from './answers.ts';

export interface Answer {
  readonly verb: 'approve' | 'decline';
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the forms of an approval are given. */
export interface ApproveProps {
  readonly request: RequestDetail;
  readonly busy: boolean;
  readonly onApprove: (body: Answer['body']) => void;
}
