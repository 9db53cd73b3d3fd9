import type { ReactNode } from 'react';
import { Link } from 'wouter';

const KINDS = { primary: '', secondary: ' govuk-button--secondary', warning: ' govuk-button--warning' } as const;

interface ButtonProps {
  readonly kind?: keyof typeof KINDS;
  /** A form's own button; else give `onClick`. */
  readonly submit?: boolean;
  /** What it started is under way: it says so, and does not start it twice. */
  readonly busy?: boolean;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

export function Button({ kind = 'primary', submit = false, busy = false, onClick, children }: ButtonProps) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={`govuk-button${KINDS[kind]}`}
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
      {busy && <span aria-live="polite"> – one moment…</span>}
    </button>
  );
}

interface FormButtonsProps {
  readonly words: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

/** The end of a form: send it, or leave it. */
export function FormButtons({ words, busy, onCancel }: FormButtonsProps) {
  return (
    <div className="govuk-button-group">
      <Button submit busy={busy}>
        {words}
      </Button>
      <Button kind="secondary" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

/** A button that looks like a link: for small things that lead nowhere. */
export function TextButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="text-button govuk-link" onClick={onClick}>
      {children}
    </button>
  );
}

/** A link to a page of the console that looks like a button. */
export function ButtonLink({
  to,
  kind = 'primary',
  children,
}: {
  readonly to: string;
  readonly kind?: keyof typeof KINDS;
  readonly children: ReactNode;
}) {
  return (
    <Link href={to} className={`govuk-button${KINDS[kind]}`}>
      {children}
    </Link>
  );
}
