import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';

interface PageProps {
  readonly title: string;
  /** One or two sentences on what the page is for; leave out where the title says it. */
  readonly lead?: ReactNode;
  /** Where "Back" leads; a path beneath /console. */
  readonly back?: { readonly to: string; readonly words: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: its title in the browser's tab and as the heading, which takes the focus when the page is come to. */
export function Page({ title, lead, back, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${title} – Schoolgate`;
  }, [title]);
  return (
    <>
      {back !== undefined && (
        <Link href={back.to} className="govuk-back-link no-print">
          {back.words}
        </Link>
      )}
      <div className="page-head">
        <h1 className="govuk-heading-l" tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {actions !== undefined && <div className="page-actions no-print">{actions}</div>}
      </div>
      {lead !== undefined && <p className="page-lead">{lead}</p>}
      {children}
    </>
  );
}
