import type { ReactNode } from 'react';

export type Tone = 'danger' | 'warning' | 'advisory' | 'good' | 'info' | 'quiet';

/** A state in a word or two. Its words say all; the colour only helps. */
export function Tag({ tone = 'quiet', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <strong className={`tag tag-${tone}`}>{children}</strong>;
}

export type Severity = 'danger' | 'warning' | 'advisory';

const SHAPES: Readonly<Record<Severity, { readonly path: string; readonly words: string }>> = {
  danger: { path: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z', words: 'Danger' },
  warning: { path: 'M8 1l7.5 14H.5z', words: 'Warning' },
  advisory: { path: 'M8 1a7 7 0 1 0 .001 0z', words: 'Advisory' },
};

/** Severity by word, shape and colour: an octagon, a triangle, a disc. */
export function SeverityTag({ severity }: { readonly severity: Severity }) {
  const { path, words } = SHAPES[severity];
  return (
    <strong className={`tag tag-${severity}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
        <path d={path} fill="currentColor" />
      </svg>
      {words}
    </strong>
  );
}
