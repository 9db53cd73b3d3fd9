/** What kind of body an answer of ours gets: a page for people, JSON for programs that ask for it, nothing for parts of a page. */
export type Variant = 'page' | 'json' | 'empty';

/** `Sec-Fetch-Dest` (Fetch standard, request destination) of what a browser shows as a page. */
const PAGE_DESTINATIONS = new Set(['document', 'iframe', 'frame', 'fencedframe', 'embed', 'object']);
const PART_DESTINATIONS = new Set(
  'image script style font audio video track manifest worker sharedworker serviceworker audioworklet paintworklet xslt report json'.split(
    ' ',
  ),
);

const byAccept = new Map<string, Variant>();
const MAX_REMEMBERED = 500;

/** Chooses by `Sec-Fetch-Dest` where it says something, else by `Accept` (RFC 9110 section 12.5.1). */
export function variantFor(accept: string | undefined, fetchDest: string | undefined): Variant {
  if (fetchDest !== undefined) {
    if (PAGE_DESTINATIONS.has(fetchDest)) return 'page';
    if (PART_DESTINATIONS.has(fetchDest)) return 'empty';
  }
  if (accept === undefined) return 'page';
  const known = byAccept.get(accept);
  if (known !== undefined) return known;
  const variant = variantByAccept(accept);
  // Browsers send a handful of values; whoever sends many does not grow this for ever.
  if (byAccept.size >= MAX_REMEMBERED) byAccept.clear();
  if (accept.length <= 1_000) byAccept.set(accept, variant);
  return variant;
}

function variantByAccept(accept: string): Variant {
  const quality = { html: 0, json: 0, part: 0 };
  for (const item of accept.toLowerCase().split(',', 100)) {
    const [type = '', ...parameters] = item.split(';').map((piece) => piece.trim());
    const kind = kindOf(type);
    if (kind !== undefined) quality[kind] = Math.max(quality[kind], qualityOf(parameters));
  }
  if (quality.json > quality.html) return 'json';
  if (quality.html > 0) return 'page';
  return quality.part > 0 ? 'empty' : 'page';
}

function kindOf(type: string): 'html' | 'json' | 'part' | undefined {
  if (type === 'text/html' || type === 'application/xhtml+xml' || type === 'text/*') return 'html';
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) return 'json';
  return /^(?:image|audio|video|font)\/|^text\/css$|javascript$/.test(type) ? 'part' : undefined;
}

function qualityOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  if (q === undefined) return 1;
  const value = Number(q.slice(2));
  return value >= 0 && value <= 1 ? value : 0;
}
