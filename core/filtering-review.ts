import Type from 'typebox';
import type { Role } from './identity.ts';

/**
 * The review of filtering and monitoring that schools hold at least once each academic year (DfE, "Meeting digital and technology
 * standards", filtering and monitoring; rows D04–D07).
 */
export const REVIEW_SECTIONS = [
  { id: 'pupils', title: 'Pupils and their risks', question: 'Age, special educational needs, English as an additional language.' },
  { id: 'access', title: 'What is blocked and what is allowed', question: 'Does it suit each group, and why was it chosen?' },
  { id: 'teaching', title: 'Effect on teaching and administration', question: 'Does filtering keep anybody from learning or working?' },
  { id: 'devices', title: 'Networks and people’s own devices', question: 'Everything that reaches the internet, on site and away.' },
  {
    id: 'generative-ai',
    title: 'Generative AI',
    question: 'Which tools, for whom, held to the DfE’s product safety standards for generative AI?',
  },
  { id: 'limits', title: 'Technical limits', question: 'What is not seen or not known, and what makes up for it?' },
  { id: 'checks', title: 'Checks of the filter', question: 'Devices, sites and each group: what was tried, and what came of it?' },
  { id: 'incidents', title: 'Incidents', question: 'What do the numbers say, and what was learnt?' },
  { id: 'policies', title: 'Policies and procedures', question: 'Do acceptable-use, safeguarding and data-protection papers still fit?' },
] as const;
export type ReviewSectionId = (typeof REVIEW_SECTIONS)[number]['id'];
export const REVIEW_SECTION_IDS: readonly ReviewSectionId[] = REVIEW_SECTIONS.map(({ id }) => id);

/** Who signs, each for themselves (row D05). A governor has the console's role for those who look on. */
export const REVIEW_PARTS = [
  { id: 'leadership', title: 'Senior leadership', roles: ['headteacher'] },
  { id: 'safeguarding', title: 'Designated safeguarding lead', roles: ['dsl'] },
  { id: 'it', title: 'IT', roles: ['head-of-it', 'it-operator', 'trust-admin'] },
  { id: 'governor', title: 'Governor or trustee', roles: ['viewer'] },
] as const satisfies readonly { readonly id: string; readonly title: string; readonly roles: readonly Role[] }[];
export type ReviewPart = (typeof REVIEW_PARTS)[number]['id'];

/** What makes a review due (row D06). */
export const REVIEW_TRIGGERS = [
  'yearly',
  'safeguarding-risk',
  'change-in-practice',
  'new-technology',
  'major-update',
  'network-change',
] as const;
export type ReviewTrigger = (typeof REVIEW_TRIGGERS)[number];

const Text = Type.String();
const Time = Type.Integer({ description: 'EpochMs' });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([Type.Null(), schema]);

export const ReviewSchema = Type.Object({
  id: Text,
  /** Null: of the whole trust. */
  school: orNull(Text),
  status: Type.Enum(['open', 'closed', 'withdrawn']),
  trigger: Type.Enum([...REVIEW_TRIGGERS]),
  reason: Text,
  openedAt: Time,
  openedBy: Text,
  /** Facts are what the product knew when the review was opened; they never change. */
  sections: Type.Array(
    Type.Object({
      id: Type.Enum([...REVIEW_SECTION_IDS]),
      facts: Type.Array(Type.Object({ label: Text, value: Text })),
      notes: Text,
      notedBy: orNull(Text),
      notedAt: orNull(Time),
    }),
  ),
  actions: Type.Array(
    Type.Object({
      id: Text,
      what: Text,
      owner: Text,
      email: orNull(Text),
      /** A day in London, `2026-12-01`. */
      due: Text,
      doneAt: orNull(Time),
      doneBy: orNull(Text),
      doneWords: orNull(Text),
    }),
  ),
  /** `content`: the SHA-256 of what was signed (`signedContent`). */
  signatures: Type.Array(
    Type.Object({
      part: Type.Enum([...REVIEW_PARTS.map(({ id }) => id)]),
      name: Text,
      actor: Text,
      role: Text,
      statement: Text,
      at: Time,
      content: Text,
    }),
  ),
  /** What later changes are told by. */
  baseline: Type.Object({
    networks: Type.Array(Text),
    aiTools: Type.Array(Text),
    policyVersion: orNull(Text),
    inspection: Text,
  }),
  closedAt: orNull(Time),
  /** SHA-256 of the closed review's document. */
  digest: orNull(Text),
  /** Grows with every change; a change names the version it is made to. */
  version: Type.Integer(),
});
export type Review = Type.Static<typeof ReviewSchema>;
export type ReviewSection = Review['sections'][number];
export type ReviewAction = Review['actions'][number];
export type ReviewFact = ReviewSection['facts'][number];

/** The part that a role signs for; undefined for roles that do not. */
export function partOf(role: Role): ReviewPart | undefined {
  return REVIEW_PARTS.find(({ roles }) => (roles as readonly Role[]).includes(role))?.id;
}

/** What a signature is under: all but who signed, and what has been done since about the actions. */
export function signedContent({ id, school, trigger, reason, openedAt, sections, actions }: Review): unknown {
  const agreed = actions.map(({ id: action, what, owner, due }) => ({ id: action, what, owner, due }));
  return { id, school, trigger, reason, openedAt, sections, actions: agreed };
}

export function unsignedParts({ signatures }: Pick<Review, 'signatures'>): ReviewPart[] {
  return REVIEW_PARTS.map(({ id }) => id).filter((part) => !signatures.some((one) => one.part === part));
}

export function sectionTitle(id: ReviewSectionId): string {
  return REVIEW_SECTIONS.find((one) => one.id === id)?.title ?? id;
}
