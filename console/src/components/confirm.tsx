import { type ReactNode, useEffect, useId, useRef } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Notification } from './feedback.tsx';

interface DialogProps {
  readonly title: string;
  /** Escape closes it; leave out where it must be answered. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A box over the page; the browser keeps the focus inside, and gives it back afterwards. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      className="dialog"
      ref={box}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <h2 className="govuk-heading-m" id={id}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  /** A question: "End the exam now?" */
  readonly title: string;
  /** What will happen, to whom, and whether it can be undone. */
  readonly children: ReactNode;
  /** What the button does, as a verb: "End the exam". */
  readonly verb: string;
  readonly kind?: 'primary' | 'warning';
  readonly busy?: boolean;
  /** Why it did not work; null while it has not failed. */
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something that is felt by others or cannot be undone, and says what will happen. */
export function Confirm({ title, children, verb, kind = 'warning', busy = false, error = null, onConfirm, onCancel }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onCancel}>
      {error !== null && error !== undefined && <Notification tone="problem">{asProblem(error).message}</Notification>}
      <div className="dialog-body">{children}</div>
      <div className="govuk-button-group">
        <Button kind={kind} busy={busy} onClick={onConfirm}>
          {verb}
        </Button>
        <Button kind="secondary" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
