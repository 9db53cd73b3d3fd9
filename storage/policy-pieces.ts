import { createHash } from 'node:crypto';

/**
 * A document's long lists of sites, apart from it: most changes leave most of them as they are, and neither the database nor a process
 * that decides by the document should then move, parse or check them again. The text is cut, nothing in it changes: put together
 * again it is the same to the last character.
 */
export interface CutPolicy {
  /** The document with references in place of the pieces. */
  readonly frame: string;
  /** By hash: sites as they stand in the document, with commas between. */
  readonly pieces: ReadonlyMap<string, string>;
}

/** On both sides of a reference. No JSON holds this character as such: the standard asks for an escape. */
export const MARK = '\u001e';
const OPENING = '"sites":[';
/** Shorter lists stay where they are: a reference has 66 characters. */
const FEWEST_CHARACTERS = 1_024;
const MOST_CHARACTERS = 32_768;
/** A piece ends after one site in so many: which ones follows from them alone, so that a site more changes one piece, not all behind it. */
const SITES_A_PIECE = 512;

/** Cuts canonical JSON; of any other it may find nothing to cut. */
export function cutPolicy(document: string): CutPolicy {
  const pieces = new Map<string, string>();
  if (isCut(document)) return { frame: document, pieces };
  const parts: string[] = [];
  let done = 0;
  for (let at = document.indexOf(OPENING); at >= 0; at = document.indexOf(OPENING, Math.max(done, at + OPENING.length))) {
    const start = at + OPENING.length;
    const ends = endsOfPieces(document, start);
    const end = ends.at(-1);
    if (end === undefined || end - start < FEWEST_CHARACTERS) continue;
    parts.push(document.slice(done, start));
    let from = start;
    for (const to of ends) {
      const piece = document.slice(from, to);
      const hash = pieceHash(piece);
      pieces.set(hash, piece);
      parts.push(`${from === start ? '' : ','}${MARK}${hash}${MARK}`);
      from = to + 1;
    }
    done = end;
  }
  return { frame: parts.join('') + document.slice(done), pieces };
}

export function pieceHash(piece: string): string {
  return createHash('sha256').update(piece).digest('hex');
}

export function isCut(frame: string): boolean {
  return frame.includes(MARK);
}

/** What stands between the references (one more than there are), and their hashes. */
export function frameParts(frame: string): { readonly between: readonly string[]; readonly hashes: readonly string[] } {
  const parts = frame.split(MARK);
  return { between: parts.filter((_, at) => at % 2 === 0), hashes: parts.filter((_, at) => at % 2 === 1) };
}

/** The document's text, in its order. A piece that is missing leaves its reference, so that the text is no JSON and still cut. */
export function policyTexts(frame: string, pieces: { get(hash: string): string | undefined }): string[] {
  const { between, hashes } = frameParts(frame);
  return between.flatMap((text, at) => {
    const hash = hashes[at];
    return hash === undefined ? [text] : [text, pieces.get(hash) ?? `${MARK}${hash}${MARK}`];
  });
}

/** Where the pieces end of an array that starts there; none when it holds anything but texts, as canonical JSON writes them. */
function endsOfPieces(document: string, start: number): number[] {
  const ends: number[] = [];
  let [from, at] = [start, start];
  for (;;) {
    const end = endOfText(document, at);
    if (end === undefined) return [];
    const isLast = document[end] === ']';
    if (isLast || end - from >= MOST_CHARACTERS || isBoundary(document, at, end)) {
      ends.push(end);
      from = end + 1;
    }
    if (isLast) return ends;
    if (document[end] !== ',') return [];
    at = end + 1;
  }
}

/** Just behind the closing quote. */
function endOfText(document: string, at: number): number | undefined {
  if (document[at] !== '"') return undefined;
  for (let end = document.indexOf('"', at + 1); end >= 0; end = document.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (document[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return undefined;
}

function isBoundary(document: string, from: number, to: number): boolean {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ document.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % SITES_A_PIECE === 0;
}
