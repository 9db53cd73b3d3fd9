import { compileDocument, compileSteps } from '../categoriser/policy/compile-document.ts';
import { type SitePiece, sitePiece } from '../categoriser/policy/site-table.ts';
import { inTurns } from '../categoriser/policy/steps.ts';
import { MOST_SITES_OF_A_LIST, type PolicyDocument, type SiteList } from '../core/policy.ts';
import { type Result, success } from '../core/result.ts';
import { cutPolicy, frameParts, isCut, pieceHash, policyTexts } from '../storage/policy-pieces.ts';
import { areSites, UNREADABLE } from '../storage/saved-policy.ts';
import { isDocument, type OpenFrame, openFrame, parseFrame, type SitesAt } from './policy-frame.ts';

interface HeldPiece {
  readonly text: string;
  readonly sites: SitePiece;
}

export interface ReadPolicy {
  /** Compiled already (categoriser/policy/compile-document.ts). Long lists parse their sites when somebody reads them. */
  readonly document: PolicyDocument;
  /** Its text, in its order. */
  readonly texts: readonly string[];
}

/** Gives pieces by hash; one that it does not have is left out. */
export type FetchPieces = (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>;
type GiveWay = () => Promise<unknown>;

/** About a tenth of a megabyte. */
const PIECES_A_FETCH = 8;
const SITES_A_TURN = 500;

/**
 * Reads one version of a policy after the other, a little at a time: a worker serves people meanwhile. What a version has in common
 * with the one before, piece by piece, is neither fetched nor parsed, checked or compiled again.
 */
export class PolicyReader {
  /** By hash. */
  #pieces: ReadonlyMap<string, HeldPiece> = new Map();
  /** Short lists, by what stands in the frame. */
  #short: ReadonlyMap<string, SitePiece> = new Map();
  #before: PolicyDocument | undefined;

  /** Fails when it is no policy of this release; what is held stays as it was then. */
  async read(saved: string, fetch: FetchPieces, giveWay: GiveWay): Promise<Result<ReadPolicy>> {
    await giveWay();
    // Kept whole: a file that was written for a start without the database, or a version from before documents were cut.
    const { frame, pieces: own } = isCut(saved) ? { frame: saved, pieces: null } : cutPolicy(saved);
    await giveWay();
    const pieces = await this.#piecesOf(frame, own === null ? fetch : async () => own, giveWay);
    if (pieces === undefined) return UNREADABLE;
    const texts = policyTexts(frame, { get: (hash) => pieces.get(hash)?.text });
    const parsed = parseFrame(frame);
    await giveWay();
    if (parsed === undefined) return UNREADABLE;
    const read = (run: readonly string[]) => run.flatMap((hash) => pieces.get(hash)?.sites.read() ?? []);
    const open = openFrame(parsed, read) ?? openWhole(texts.join(''));
    if (open === undefined || !isDocument(open.skeleton)) return UNREADABLE;
    await giveWay();
    const short = new Map<string, SitePiece>();
    const sites = await this.#sitesOf(open.sites, pieces, short, giveWay);
    if (sites === undefined) return UNREADABLE;
    const document = withSites(open.skeleton, sites);
    await this.#compile(document, sites, giveWay);
    [this.#pieces, this.#short, this.#before] = [pieces, short, document];
    return success({ document, texts });
  }

  /** Undefined when one is missing, is not what was cut or holds anything but sites. */
  async #piecesOf(frame: string, fetch: FetchPieces, giveWay: GiveWay): Promise<ReadonlyMap<string, HeldPiece> | undefined> {
    const pieces = new Map<string, HeldPiece>();
    const missing: string[] = [];
    for (const hash of new Set(frameParts(frame).hashes)) {
      const held = this.#pieces.get(hash);
      if (held === undefined) missing.push(hash);
      else pieces.set(hash, held);
    }
    for (let from = 0; from < missing.length; from += PIECES_A_FETCH) {
      const hashes = missing.slice(from, from + PIECES_A_FETCH);
      const texts = await fetch(hashes);
      for (const hash of hashes) {
        await giveWay();
        const piece = compiledPiece(hash, texts.get(hash));
        if (piece === undefined) return undefined;
        pieces.set(hash, piece);
      }
    }
    return pieces;
  }

  /** The compiled sites of each list. Undefined when one has too many, or something else among them. Puts short ones into `short`. */
  async #sitesOf(
    lists: readonly (SitesAt | undefined)[],
    pieces: ReadonlyMap<string, HeldPiece>,
    short: Map<string, SitePiece>,
    giveWay: GiveWay,
  ): Promise<(readonly SitePiece[])[] | undefined> {
    const all: (readonly SitePiece[])[] = [];
    let count = 0;
    for (const list of lists) {
      if (list === undefined) return undefined;
      const sites = 'run' in list ? list.run.map((hash) => pieces.get(hash)?.sites) : [this.#shortPiece(list.sites, short)];
      const found = sites.filter((one) => one !== undefined);
      const size = found.reduce((sum, { hashes }) => sum + hashes.length, 0);
      if (found.length < sites.length || size > MOST_SITES_OF_A_LIST) return undefined;
      all.push(found);
      count += 'run' in list ? 0 : size;
      if (count < SITES_A_TURN) continue;
      count = 0;
      await giveWay();
    }
    return all;
  }

  #shortPiece(sites: readonly unknown[], short: Map<string, SitePiece>): SitePiece | undefined {
    const text = JSON.stringify(sites);
    const piece = short.get(text) ?? this.#short.get(text) ?? (areSites(sites) ? sitePiece(sites as readonly string[]) : undefined);
    if (piece !== undefined) short.set(text, piece);
    return piece;
  }

  async #compile(document: PolicyDocument, sites: readonly (readonly SitePiece[])[], giveWay: GiveWay): Promise<void> {
    const byList = new Map<SiteList, readonly SitePiece[]>((document.lists ?? []).map((list, at) => [list, sites[at] ?? []]));
    const before = this.#before === undefined ? undefined : compileDocument(this.#before);
    await inTurns(compileSteps(document, { sitesOf: (list) => byList.get(list) ?? [], before }), giveWay);
    await giveWay();
  }
}

/** Of a text with pieces where no policy has them. */
function openWhole(text: string): OpenFrame | undefined {
  const parsed = parseFrame(text);
  return parsed && openFrame(parsed, () => []);
}

/** Undefined when it is not what was cut, as where somebody edited the database, or holds anything but sites. */
function compiledPiece(hash: string, text: string | undefined): HeldPiece | undefined {
  if (text === undefined || pieceHash(text) !== hash) return undefined;
  const read = (): readonly string[] => JSON.parse(`[${text}]`);
  try {
    const sites = read();
    return areSites(sites) ? { text, sites: sitePiece(sites, { read, site: siteOf(text, sites, read) }) } : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts a single site out of the text of all; where any is written with escapes, all are parsed. */
function siteOf(text: string, sites: readonly string[], read: () => readonly string[]): SitePiece['site'] {
  const starts = new Int32Array(sites.length + 1);
  for (const [at, { length }] of sites.entries()) starts[at + 1] = (starts[at] ?? 0) + length + '"",'.length;
  if (starts.at(-1) !== text.length + 1) return (at) => read()[at];
  return (at) => text.slice((starts[at] ?? 0) + 1, (starts[at + 1] ?? 0) - 2);
}

function withSites(skeleton: PolicyDocument, sites: readonly (readonly SitePiece[])[]): PolicyDocument {
  if (skeleton.lists === undefined) return skeleton;
  return { ...skeleton, lists: skeleton.lists.map((list, at) => listWith(list, sites[at] ?? [])) };
}

/** Parsed when they are first asked for: deciding needs them compiled alone. */
function listWith(list: SiteList, pieces: readonly SitePiece[]): SiteList {
  let parsed: string[] | undefined;
  return {
    ...list,
    get sites() {
      parsed ??= pieces.flatMap((piece) => piece.read());
      return parsed;
    },
  };
}
