import { REVIEW_PARTS, type Review, sectionTitle, unsignedParts } from '../../core/filtering-review.ts';

/** As people read it. */
export function reviewView({ openedAt, closedAt, sections, actions, signatures, baseline: _, ...review }: Review) {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const missing = unsignedParts({ signatures });
  return {
    ...review,
    openedAt: iso(openedAt),
    closedAt: iso(closedAt),
    sections: sections.map(({ notedAt, ...section }) => ({ ...section, title: sectionTitle(section.id), notedAt: iso(notedAt) })),
    actions: actions.map(({ doneAt, ...action }) => ({ ...action, doneAt: iso(doneAt) })),
    signatures: signatures.map(({ at, ...signature }) => ({ ...signature, at: iso(at) })),
    toSign: REVIEW_PARTS.filter(({ id }) => missing.includes(id)).map(({ id, title }) => ({ part: id, title })),
  };
}
