/** What a look at a person may be for; the log of look-ups keeps it. */
export const PURPOSES = [
  { value: 'safeguarding', words: 'Safeguarding' },
  { value: 'compliance', words: 'Compliance' },
  { value: 'crime-prevention', words: 'Preventing crime' },
  { value: 'legal-obligation', words: 'A legal obligation' },
] as const;

export type PurposeId = (typeof PURPOSES)[number]['value'];
