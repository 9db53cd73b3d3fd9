import Type from 'typebox';

/** What people were told before something that watches them is switched on: the words, the day, and where the assessment is. */
export const NoticeSchema = Type.Object({ text: Type.String(), from: Type.String(), dpia: Type.String() }, { additionalProperties: false });

/** What a notice lacks, in words. */
export function missingIn(notice: Type.Static<typeof NoticeSchema> | undefined): string[] {
  const { text = '', from = '', dpia = '' } = notice ?? {};
  return Object.entries({ 'its text': text, 'the date it was given (from)': from, 'a DPIA reference (dpia)': dpia })
    .filter(([, value]) => value.trim() === '')
    .map(([name]) => name);
}
