import { type ReactNode, useId, useState } from 'react';

interface PanelProps {
  readonly title: string;
  readonly tone?: 'danger' | 'warning' | 'good';
  readonly actions?: ReactNode;
  /** For links to it within the page. */
  readonly anchor?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, tone, actions, anchor, children }: PanelProps) {
  const id = useId();
  return (
    <section className={tone === undefined ? 'panel' : `panel panel-${tone}`} aria-labelledby={id} id={anchor}>
      <div className="panel-head">
        <h2 className="govuk-heading-m" id={id}>
          {title}
        </h2>
        {actions !== undefined && <div className="no-print">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** Words and values, one pair a row; pairs whose value is null are left out. */
export function SummaryList({ rows }: { readonly rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="govuk-summary-list">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .map(([label, value], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and rows keep their places
          <div className="govuk-summary-list__row" key={`${label} ${at}`}>
            <dt className="govuk-summary-list__key">{label}</dt>
            <dd className="govuk-summary-list__value">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface FoldedProps {
  readonly summary: ReactNode;
  readonly open?: boolean;
  /** For what is read only when somebody wants to see it. */
  readonly onUnfold?: () => void;
  readonly children: ReactNode;
}

/** Something that is folded away until asked for. `open` is how it begins; after that whoever reads it decides. */
export function Folded({ summary, open = false, onUnfold, children }: FoldedProps) {
  const [isOpenAtFirst] = useState(open);
  return (
    <details className="govuk-details" open={isOpenAtFirst} onToggle={({ currentTarget }) => currentTarget.open && onUnfold?.()}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">{summary}</span>
      </summary>
      <div className="govuk-details__text">{children}</div>
    </details>
  );
}
