import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDocument } from '../../categoriser/policy/compile-document.ts';
import { sitesOf } from '../../categoriser/policy/site-index.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { PolicyDocument, SiteList } from '../../core/policy.ts';
import { type FetchPieces, PolicyReader } from '../../snapshot/policy-reader.ts';
import { cutPolicy, frameParts, isCut, pieceHash, policyTexts } from '../../storage/policy-pieces.ts';
import { readPolicy } from '../../storage/saved-policy.ts';
import { hostname } from '../support/policy-facts.ts';

const sitesNamed = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, i) => (i % 9 === 0 ? `${name}${i}.example/page/${i}` : `${name}${i}.example`));
const list = (id: string, sites: string[], more: Partial<SiteList> = {}): SiteList => {
  return { id, action: 'block', sites, reason: 'as agreed', owner: 'it', reviewBy: '2099-01-01', ...more };
};
const exam = { id: 'e', audience: {}, from: '2026-06-12T09:00', until: '2026-06-12T11:00', reason: 'maths', sites: sitesNamed(60, 'exam') };
const inForce: PolicyDocument = {
  lists: [list('long', sitesNamed(3_000, 'a')), list('short', ['b.example', 'a1.example']), list('other', sitesNamed(900, 'c'))],
  exams: [exam],
};

/** What somebody does to a policy between two saves. */
type Edit = (document: PolicyDocument) => PolicyDocument;
const within = (document: PolicyDocument, at: number, change: (one: SiteList) => SiteList[]): PolicyDocument => {
  const lists = document.lists ?? [];
  return { ...document, lists: lists.flatMap((one, place) => (place === at % lists.length ? change(one) : [one])) };
};
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fc.nat(9), fc.nat(5_000), fc.constantFrom('new.example', 'a1.example/x', 'é.example', 'q"\\.example')).map(
    ([at, place, site]): Edit =>
      (document) =>
        within(document, at, (one) => [{ ...one, sites: one.sites.toSpliced(place % one.sites.length, 0, site) }]),
  ),
  fc.tuple(fc.nat(9), fc.nat(5_000), fc.nat(700)).map(
    ([at, place, count]): Edit =>
      (document) =>
        within(document, at, (one) => [{ ...one, sites: one.sites.toSpliced(1 + (place % one.sites.length), count) }]),
  ),
  fc.tuple(fc.nat(9), fc.constantFrom<Partial<SiteList>>({ action: 'allow' }, { reason: 'another one' }, { urgent: true })).map(
    ([at, more]): Edit =>
      (document) =>
        within(document, at, (one) => [{ ...one, ...more }]),
  ),
  fc.nat(9).map(
    (at): Edit =>
      (document) => ({ ...document, lists: (document.lists ?? []).toSpliced(at, 1) }),
  ),
  fc.nat(1_500).map(
    (count): Edit =>
      (document) => {
        const lists = document.lists ?? [];
        return { ...document, lists: [list(`l${lists.length}`, sitesNamed(count + 1, 'a')), ...lists] };
      },
  ),
  fc.constant<Edit>((document) => ({ ...document, lists: (document.lists ?? []).toReversed() })),
  fc.constant<Edit>((document) => ({ ...document, exams: [] })),
);

function fetchFrom(pieces: ReadonlyMap<string, string>) {
  const asked: string[] = [];
  const fetch: FetchPieces = async (hashes) => {
    asked.push(...hashes);
    return new Map(hashes.flatMap((hash) => (pieces.has(hash) ? [[hash, pieces.get(hash) ?? '']] : [])));
  };
  return { asked, fetch };
}

const asked = ['a1.example', 'www.a9.example', 'a18.example', 'b.example', 'c3.example', 'new.example', 'none.example'];

describe('reading one version of a policy after the other', () => {
  it('ends where reading the last one alone does, whatever was edited between them', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { maxLength: 4 }), fc.boolean(), async (edits, isFirstWhole) => {
        const reader = new PolicyReader();
        let document = inForce;
        for (const [at, change] of [(one: PolicyDocument) => one, ...edits].entries()) {
          document = change(document);
          const text = canonicalJson(document);
          const { frame, pieces } = cutPolicy(text);
          // As an older release stored it, before or after one that is cut.
          const isWhole = (at % 2 === 0) === isFirstWhole;
          const read = await reader.read(isWhole ? text : frame, fetchFrom(isWhole ? new Map() : pieces).fetch, async () => {});
          if (!read.ok) throw new Error(read.failure.message);
          expect(read.value.texts.join('')).toBe(text);
          const [got, alone] = [compileDocument(read.value.document), compileDocument(document)];
          for (const host of asked) {
            expect(sitesOf(got.lists, hostname(host), '/page/9')).toEqual(sitesOf(alone.lists, hostname(host), '/page/9'));
            expect(got.exams.map(({ sites }) => sites.get(hostname(host)))).toEqual(
              alone.exams.map(({ sites }) => sites.get(hostname(host))),
            );
          }
          expect([got.namesPaths, got.groups, got.instants]).toEqual([alone.namesPaths, alone.groups, alone.instants]);
          expect(read.value.document).toEqual(document);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('asks for nothing that it holds, and for one piece where a site was added', async () => {
    const reader = new PolicyReader();
    const read = async (document: PolicyDocument) => {
      const { frame, pieces } = cutPolicy(canonicalJson(document));
      const source = fetchFrom(pieces);
      expect((await reader.read(frame, source.fetch, nextTurn)).ok).toBe(true);
      return source.asked.length;
    };
    expect(await read(inForce)).toBeGreaterThan(4);
    expect(await read({ ...inForce, groups: { seniors: { categories: { games: 'allow' } } } })).toBe(0);
    const first = inForce.lists?.[0];
    const more = list('long', ['zebra.example', ...(first?.sites ?? [])], { reason: 'one more' });
    expect(await read({ ...inForce, lists: [more, ...(inForce.lists?.slice(1) ?? [])] })).toBe(1);
  });

  it('takes what is not cut, and what is cut where no policy has lists', async () => {
    const reader = new PolicyReader();
    const whole = await reader.read(canonicalJson(inForce), fetchFrom(new Map()).fetch, nextTurn);
    expect(whole.ok && whole.value.document).toEqual(inForce);
    const odd = `{"lists":[],"lists":${canonicalJson(inForce.lists)}}`;
    const { frame, pieces } = cutPolicy(odd.replace('[]', `[{"sites":${JSON.stringify(sitesNamed(100, 'x'))}}]`));
    const read = await reader.read(frame, fetchFrom(pieces).fetch, nextTurn);
    expect(read.ok && read.value.document).toEqual({ lists: inForce.lists });
  });

  it('refuses what reading it whole refuses, and what has lost a piece', async () => {
    const tooMany = list('l', sitesNamed(10_001, 'a'));
    const long = `${'a'.repeat(2_050)}.example`;
    const wrong: unknown[] = [
      { lists: [tooMany] },
      { lists: [list('l', [])] },
      { lists: [list('l', [...sitesNamed(200, 'a'), long])] },
      { lists: [{ ...list('l', sitesNamed(200, 'a')), colour: 1 }] },
      { lists: [{ ...list('l', []), sites: [0] }] },
      { lists: [list('l', sitesNamed(200, 'a')), { ...list('m', []), sites: [0] }] },
      { lists: [{ ...list('l', []), sites: ['a.example', 1] }] },
      { lists: [null] },
      { groups: { sites: sitesNamed(200, 'a') } },
      [sitesNamed(200, 'a')],
      'text',
    ];
    for (const document of wrong) {
      const text = canonicalJson(document);
      const { frame, pieces } = cutPolicy(text);
      const read = await new PolicyReader().read(frame, fetchFrom(pieces).fetch, nextTurn);
      expect([text.slice(0, 60), read.ok]).toEqual([text.slice(0, 60), readPolicy(text).ok]);
      expect(read.ok).toBe(false);
    }
    const { frame } = cutPolicy(canonicalJson(inForce));
    expect((await new PolicyReader().read(frame, fetchFrom(new Map()).fetch, nextTurn)).ok).toBe(false);
    expect((await new PolicyReader().read('{"lists":[', fetchFrom(new Map()).fetch, nextTurn)).ok).toBe(false);
    const noSites = '"a.example",1';
    const honest = frame.replace(frameParts(frame).hashes[0] ?? '', pieceHash(noSites));
    const { pieces } = cutPolicy(canonicalJson(inForce));
    const read = await new PolicyReader().read(honest, fetchFrom(new Map([...pieces, [pieceHash(noSites), noSites]])).fetch, nextTurn);
    expect(read.ok).toBe(false);
  });

  it('refuses a piece that is not what was cut, and goes on where it has stopped', async () => {
    const { frame, pieces } = cutPolicy(canonicalJson(inForce));
    const [hash, text] = [...pieces].find(([, piece]) => piece.includes('a1.example')) ?? ['', ''];
    const reader = new PolicyReader();
    const edited = new Map([...pieces, [hash, text.replaceAll('a1.example', 'z1.example')]]);
    expect(edited.get(hash)).not.toBe(text);
    expect((await reader.read(frame, fetchFrom(edited).fetch, nextTurn)).ok).toBe(false);
    expect((await reader.read(frame, fetchFrom(pieces).fetch, nextTurn)).ok).toBe(true);
  });
});

describe('a cut policy', () => {
  it('is the same text again, to the last character', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"sites":[', '\\', '"', '"]', ','));
    const sites = fc.array(text, { maxLength: 300 });
    const value = fc.record({ lists: fc.array(fc.record({ sites, id: text })), sites, other: fc.dictionary(text, sites) });
    fc.assert(
      fc.property(value, (document) => {
        const whole = canonicalJson(document);
        const { frame, pieces } = cutPolicy(whole);
        expect(policyTexts(frame, pieces).join('')).toBe(whole);
        for (const piece of pieces.values()) expect(JSON.parse(`[${piece}]`).every((one: unknown) => typeof one === 'string')).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(isCut(cutPolicy(canonicalJson(inForce)).frame)).toBe(true);
  });
});
