import { type ReviewFact, type ReviewSectionId, sectionTitle } from '../../core/filtering-review.ts';
import { epochMs } from '../../core/units.ts';
import type { Principal } from '../auth/principal.ts';
import { reviewFacts } from './review-facts.ts';
import { type ReviewContext, reviewMaterial } from './review-material.ts';

/** What a review says of them, as it is now. */
const SECTIONS: readonly ReviewSectionId[] = ['limits', 'teaching', 'devices', 'checks'];
/** A week of records is read for it. */
const HELD_MS = 10 * 60_000;

export interface KnownGaps {
  readonly at: number;
  readonly sections: readonly { readonly id: ReviewSectionId; readonly title: string; readonly facts: readonly ReviewFact[] }[];
}

/**
 * Tells what the filter does not see or know, and how far it is in the way (rows D10, D11): numbers and settings, nobody's name. Those who
 * ask within ten minutes are told the same.
 */
export function knownGapsReader(context: ReviewContext): (principal: Principal) => Promise<KnownGaps> {
  const held = new Map<string | null, { readonly at: number; readonly gaps: Promise<KnownGaps> }>();
  const read = async (school: string | null, at: number): Promise<KnownGaps> => {
    const facts = reviewFacts(await reviewMaterial(school, null, context));
    return { at, sections: SECTIONS.map((id) => ({ id, title: sectionTitle(id), facts: facts[id] })) };
  };
  return ({ school }) => {
    const now = context.clock();
    const known = held.get(school);
    if (known !== undefined && epochMs(known.at + HELD_MS) > now) return known.gaps;
    const gaps = read(school, now);
    held.set(school, { at: now, gaps });
    gaps.catch(() => held.delete(school));
    return gaps;
  };
}
