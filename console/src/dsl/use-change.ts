import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { ApiProblem, asProblem } from '../api/problem.ts';
import type { Changed, HistoryLine, IncidentDetail } from './incident.ts';
import { eventText, eventWords } from './words.ts';

export type ChangeKind = 'acknowledge' | 'assign' | 'note' | 'merge' | 'verdict' | 'escalate' | 'close' | 'reopen';

export interface Change {
  readonly kind: ChangeKind;
  readonly body?: Readonly<Record<string, string>>;
  readonly onDone: (changed: Changed) => void;
}

/** Changes an incident as it was last seen here. When somebody else was first it is read again, and the error says what they did. */
export function useChange({ id, version }: Pick<IncidentDetail, 'id' | 'version'>) {
  const client = useQueryClient();
  const readAgain = () => {
    void client.invalidateQueries({ queryKey: ['incident', id] });
    void client.invalidateQueries({ queryKey: ['incidents'] });
  };
  return useMutation({
    mutationFn: ({ kind, body = {} }: Change) =>
      ask<Changed>(`/api/v1/incidents/${encodeURIComponent(id)}/${kind}`, {
        method: 'POST',
        body,
        headers: { 'if-match': `"${version}"` },
      }),
    onSuccess: (changed, { onDone }) => {
      // The next change is based on this one, whether or not it has been read again by then.
      client.setQueryData<IncidentDetail>(['incident', id], (seen) => (seen === undefined ? seen : { ...seen, ...changed }));
      readAgain();
      onDone(changed);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) readAgain();
    },
  });
}

export interface ChangeProblem {
  readonly words: string;
  /** What somebody else wrote in the meantime; empty when nothing. */
  readonly theirs: string;
}

/** Why a change was not taken, in words; of a conflict also what the other one did. */
export function changeProblem(error: unknown): ChangeProblem {
  const problem = asProblem(error);
  const current = problem.body['current'];
  const last = typeof current === 'object' && current !== null ? (current as { last?: HistoryLine | null }).last : null;
  if (problem.code !== 'conflict' || last === null || last === undefined) return { words: problem.message, theirs: '' };
  return {
    words: `Somebody was first: ${eventWords(last)}. Nothing of yours was saved yet, and what you typed is still here. Look, then send it again if it still holds.`,
    theirs: eventText(last),
  };
}
