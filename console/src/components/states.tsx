import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Notification } from './feedback.tsx';

/** There is nothing, and that is fine: say what would be here, and that its absence is good or what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Loading({ what = 'Loading' }: { readonly what?: string }) {
  return (
    <p className="loading" role="status">
      {what}…
    </p>
  );
}

export function NoPermission({ words }: { readonly words?: string }) {
  return (
    <div className="empty">
      <p className="empty-title">Your role does not show you this.</p>
      <p>{words ?? 'If you need it for your work, ask your trust administrator. That you tried has been recorded, as every refusal is.'}</p>
    </div>
  );
}

/** Something failed: in plain words, with a way to try again. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { message, errors, code } = asProblem(error);
  return (
    <Notification tone="problem" title={code === 'offline' ? 'No connection' : 'This could not be shown'}>
      <p>{message}</p>
      {errors.length > 1 && (
        <ul className="govuk-list govuk-list--bullet">
          {errors.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {onRetry !== undefined && (
        <Button kind="secondary" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notification>
  );
}

interface AnsweredProps<T> {
  readonly query: UseQueryResult<T>;
  readonly what?: string;
  readonly children: (data: T) => ReactNode;
}

/**
 * What a query answered, or the right thing in its place: loading, no permission, failure with retry. An answer that is already there
 * stays on screen when reading it anew fails; a line says that it is not the latest.
 */
export function Answered<T>({ query, what = 'Loading', children }: AnsweredProps<T>) {
  const { data, error, refetch } = query;
  const retry = () => void refetch();
  if (data !== undefined) {
    return (
      <>
        {error !== null && (
          <Notification tone="warning" title="Not the latest">
            <p>{asProblem(error).message}</p>
            <Button kind="secondary" onClick={retry}>
              Try again
            </Button>
          </Notification>
        )}
        {children(data)}
      </>
    );
  }
  if (error === null) return <Loading what={what} />;
  return asProblem(error).status === 403 ? <NoPermission words={asProblem(error).message} /> : <Failure error={error} onRetry={retry} />;
}
