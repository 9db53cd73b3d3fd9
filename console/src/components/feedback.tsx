import { type ReactNode, useEffect, useRef, useState } from 'react';
import { asProblem } from '../api/problem.ts';

export interface FieldProblem {
  /** Id of the field; absent where it is about the whole form. */
  readonly field?: string;
  readonly message: string;
}

/** What is wrong with a form, as a whole for its summary and field by field. */
export function useFormProblems() {
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const errorOf = (field: string) => problems.find((one) => one.field === field)?.message;
  /** The API said no, or did not answer. */
  const refused = (error: unknown) => setProblems([{ message: asProblem(error).message }]);
  return { problems, setProblems, errorOf, refused };
}

/** What is wrong with a form, said at its top, each line leading to its field. Takes the focus whenever it changes. */
export function ErrorSummary({ problems }: { readonly problems: readonly FieldProblem[] }) {
  const box = useRef<HTMLDivElement>(null);
  const words = problems.map(({ message }) => message).join('\n');
  useEffect(() => {
    if (words !== '') box.current?.focus();
  }, [words]);
  if (problems.length === 0) return null;
  return (
    <div className="govuk-error-summary" ref={box} tabIndex={-1} role="alert" aria-labelledby="error-summary-title">
      <h2 className="govuk-error-summary__title" id="error-summary-title">
        There is a problem
      </h2>
      <ul className="govuk-list govuk-error-summary__list">
        {problems.map(({ field, message }) => (
          <li key={`${field} ${message}`}>{field === undefined ? message : <FieldLink field={field} message={message} />}</li>
        ))}
      </ul>
    </div>
  );
}

function FieldLink({ field, message }: { readonly field: string; readonly message: string }) {
  return (
    <a
      href={`#${field}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(field)?.focus();
      }}
    >
      {message}
    </a>
  );
}

interface NotificationProps {
  readonly tone?: 'good' | 'info' | 'warning' | 'problem';
  readonly title?: string;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** What just happened, or what one must know. Announced to screen readers when it appears. */
export function Notification({ tone = 'info', title, onClose, children }: NotificationProps) {
  return (
    <div className={`notification notification-${tone}`} role={tone === 'problem' || tone === 'warning' ? 'alert' : 'status'}>
      <div>
        {title !== undefined && <p className="notification-title">{title}</p>}
        {children}
      </div>
      {onClose !== undefined && (
        <button type="button" className="text-button govuk-link no-print" onClick={onClose}>
          Dismiss<span className="govuk-visually-hidden"> this message</span>
        </button>
      )}
    </div>
  );
}
