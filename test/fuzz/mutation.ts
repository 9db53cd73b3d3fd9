import fc from 'fast-check';

/** One change of a text: at a place (as a share of its length) something is put in, left out or repeated. */
type Edit = readonly [place: number, kind: number, piece: string];

/** Texts near those of a corpus: each a member of it with a few edits. Shrinks towards the member itself. */
export function near(corpus: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces) },
    { weight: 2, arbitrary: fc.nat(255).map((code) => String.fromCharCode(code)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const edit: fc.Arbitrary<Edit> = fc.tuple(fc.nat(1_000), fc.nat(5), piece);
  return fc.tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 5 })).map(([text, edits]) => edits.reduce(edited, text));
}

function edited(text: string, [place, kind, piece]: Edit): string {
  const at = Math.floor((place * text.length) / 1_000);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + piece + text.slice(at + piece.length);
  if (kind === 3) return text.slice(0, at) + piece.repeat(40) + text.slice(at);
  return text.slice(0, at) + piece + text.slice(at);
}

/** The same of bytes. */
export function nearBytes(corpus: readonly Buffer[], pieces: readonly string[]): fc.Arbitrary<Buffer> {
  return near(
    corpus.map((bytes) => bytes.toString('latin1')),
    pieces,
  ).map((text) => Buffer.from(text, 'latin1'));
}
