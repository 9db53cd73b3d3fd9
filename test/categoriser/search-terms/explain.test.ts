import { describe, expect, it } from 'vitest';
import { explainDecision } from '../../../categoriser/explain.ts';
import { compileEngines, searchTermOf } from '../../../categoriser/search-terms/engines.ts';
import { compileTerms } from '../../../categoriser/search-terms/search-terms.ts';
import { explanationLines } from '../../../cli/explanation-text.ts';
import type { PolicyDocument } from '../../../core/policy.ts';
import { connectFacts, requestFacts, snapshotOf } from '../../support/policy-facts.ts';

const shipped = compileTerms([]);

describe('the explanation of a search', () => {
  it('names the term, its list and the words as they were looked at', () => {
    const { readings, terms } = shipped.explain('how 2 KILL my5elf');
    expect(readings).toContain('how to kill myself');
    expect(terms).toContainEqual({ list: 'suicide-intent', category: 'suicide', term: 'kill myself', kind: 'closed', signal: 'danger' });
  });

  it('says which phrase takes a term out', () => {
    expect(shipped.explain('suicide squad').terms).toContainEqual(
      expect.objectContaining({ term: 'suicide*', takenOutBy: 'suicide squad' }),
    );
    expect(shipped.explain('why did romeo commit suicide').terms).toContainEqual(
      expect.objectContaining({ list: 'suicide-methods', term: 'commit suicide', takenOutBy: 'romeo' }),
    );
  });

  it('shows the words of a combination', () => {
    expect(shipped.explain('my teacher is mean how do i poison my teacher').terms).toContainEqual(
      expect.objectContaining({ list: 'violence-intent', category: 'violence', kind: 'closed' }),
    );
  });

  it('is part of a decision’s, for a tunnel with the word that nobody sees it', () => {
    const snapshot = snapshotOf({});
    const asked = requestFacts('https://www.google.com/search?q=free+vpn').target;
    const tunnel = explainDecision(connectFacts('www.google.com'), snapshot, asked);
    expect(tunnel).toMatchObject({ action: 'allow', search: { words: 'free vpn', isVisible: false } });
    expect(explanationLines(tunnel).join('\n')).toContain('only where the connection is inspected');
    const seen = explainDecision(requestFacts('http://www.google.com/search?q=blue+tits+nest'), snapshot);
    expect(seen.search?.terms.every(({ takenOutBy }) => takenOutBy !== undefined)).toBe(true);
    expect(explanationLines(seen).join('\n')).toContain('does not count: "blue tits"');
  });

  it('tries a school’s own lists', () => {
    const document: PolicyDocument = {
      searchTerms: [{ id: 'local-names', category: 'drugs', terms: ['fairy dust'], reason: 'local name', owner: 'dsl' }],
    };
    const found = explainDecision(requestFacts('http://www.bing.com/search?q=f41ry+dust'), snapshotOf({ document }));
    expect(found).toMatchObject({ action: 'block', rule: 'search-term' });
    expect(found.search?.terms).toMatchObject([{ list: 'local-names', term: 'fairy dust', signal: 'warning' }]);
  });
});

describe('a school’s own search boxes', () => {
  const own = { id: 'library', host: 'Library.school.example', path: '/find', parameter: 'words', reason: 'the catalogue', owner: 'it' };

  it('are read beside the shipped ones', () => {
    const engines = compileEngines([own]);
    const termOf = (url: string) => searchTermOf(requestFacts(url).target, engines);
    expect(termOf('http://library.school.example/find?words=rivers+of+wales')).toBe('rivers of wales');
    expect(termOf('http://library.school.example/find/all?words=rivers')).toBe('rivers');
    expect(termOf('http://library.school.example/findings?words=rivers')).toBeUndefined();
    expect(termOf('http://library.school.example/find/suggest?words=riv')).toBeUndefined();
    expect(termOf('http://www.google.com/search?q=rivers')).toBe('rivers');
    expect(searchTermOf(requestFacts('http://library.school.example/find?words=rivers').target)).toBeUndefined();
  });

  it('may add a parameter to a shipped engine', () => {
    const engines = compileEngines([{ ...own, host: 'bing.com', path: '/search', parameter: 'ask' }]);
    expect(searchTermOf(requestFacts('http://www.bing.com/search?q=rivers&ask=lakes').target, engines)).toBe('rivers lakes');
  });

  it('take part in decisions, and must be hosts', () => {
    const found = explainDecision(
      requestFacts('http://library.school.example/find?words=free+vpn'),
      snapshotOf({ document: { searchEngines: [own] } }),
    );
    expect(found).toMatchObject({ action: 'block', searchTerm: 'free vpn' });
    expect(() => snapshotOf({ document: { searchEngines: [{ ...own, host: 'not a host' }] } })).toThrow('is no host name');
  });
});
