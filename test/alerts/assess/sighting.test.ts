import { describe, expect, it } from 'vitest';
import { sightingOf } from '../../../alerts/assess/sighting.ts';
import type { AccessRecord } from '../../../core/access-record.ts';
import { CATEGORIES, CATEGORY_IDS } from '../../../core/category.ts';
import { decisionIdGenerator } from '../../../core/decision-id.ts';
import { epochMs } from '../../../core/units.ts';

function record(change: Partial<AccessRecord> = {}): AccessRecord {
  return {
    id: 'd1',
    event: 'request',
    time: '2026-10-06T10:00:00.000Z',
    username: 'pupil1',
    computer: 'pc-1',
    clientIp: '10.20.1.7',
    school: 'north',
    group: 'seniors',
    attribution: 'lease',
    method: 'GET',
    url: 'http://drugs.example/buy',
    host: 'drugs.example',
    categories: ['drugs'],
    action: 'block',
    rule: 'category',
    reason: 'Blocked.',
    signal: 'warning',
    visibility: 'url',
    intent: 'navigation',
    contentType: null,
    status: 403,
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 1,
    policyVersion: 'p',
    listVersion: 'l',
    ...change,
  };
}

describe('sightingOf', () => {
  it('keeps what an incident needs of a signalled record', () => {
    expect(sightingOf(record())).toMatchObject({
      id: 'd1',
      at: Date.UTC(2026, 9, 6, 10),
      theme: 'drugs-alcohol',
      signal: 'warning',
      searchTerm: null,
      host: 'drugs.example',
    });
  });

  it.each<[string, Partial<AccessRecord>]>([
    ['no signal', { signal: 'none' }],
    ['the filter being tried out', { username: 'try-it-1', host: 'drugs.schoolgate.test' }],
    ['the filter being tried out with a statutory list', { username: 'try-it-1', host: 'sealed:canary:child-sexual-abuse' }],
    ['help being sought', { rule: 'support', categories: ['support', 'suicide'] }],
    ['a search on religion that a school list signals', { categories: ['search', 'religion'], searchTerm: 'mosque' }],
    ['a reader that a school list signals', { categories: ['assistive'], searchTerm: 'reader' }],
  ])('says nothing of %s', (_, change) => {
    expect(sightingOf(record(change))).toBeNull();
  });

  it('lets nobody hide behind the name of a try', () => {
    expect(sightingOf(record({ username: 'try-it-1' }))).not.toBeNull();
    expect(sightingOf(record({ username: 'try-it-1', host: 'sealed:iwf:0a1b' }))).not.toBeNull();
    expect(sightingOf(record({ username: 'retry-it-1', host: 'drugs.schoolgate.test' }))).not.toBeNull();
  });

  it('files a signal that is neither of the site’s own categories nor of a search as a way round the filter', () => {
    expect(sightingOf(record({ categories: ['video'], signal: 'advisory' }))?.theme).toBe('circumvention');
    expect(sightingOf(record({ categories: ['assistive'], signal: 'advisory' }))).toBeNull();
  });

  it('sees a tunnel that was signalled only when it was closed', () => {
    expect(sightingOf(record({ event: 'tunnel-close' }))?.id).toBe(record({}).id);
  });

  it.each(CATEGORY_IDS.filter((id) => CATEGORIES[id].signal !== 'none' && CATEGORIES[id].theme !== null))(
    'files %s under its own theme',
    (id) => {
      const { signal, theme } = CATEGORIES[id];
      expect(sightingOf(record({ categories: ['search', 'video', id], signal }))?.theme).toBe(theme);
    },
  );

  it.each<[string[], AccessRecord['signal'], string]>([
    [['pornography', 'suicide'], 'danger', 'self-harm-suicide'],
    [['suicide', 'pornography'], 'danger', 'self-harm-suicide'],
    [['gambling', 'drugs', 'vpn-proxy'], 'warning', 'drugs-alcohol'],
    // A term list may lower its category's signal, or raise it.
    [['search', 'suicide'], 'warning', 'self-harm-suicide'],
    [['search', 'suicide', 'drugs'], 'warning', 'drugs-alcohol'],
    [['search', 'bullying'], 'danger', 'bullying-hate'],
    [['self-harm', 'suicide', 'terrorism'], 'danger', 'terrorism-extremism'],
    [['terrorism', 'child-sexual-abuse'], 'danger', 'child-sexual-abuse'],
    [['child-sexual-abuse', 'drugs'], 'warning', 'child-sexual-abuse'],
    [['malware'], 'warning', 'malware'],
    [['search', 'games'], 'warning', 'disclosure'],
  ])('files %j at %s under %s', (categories, signal, theme) => {
    expect(sightingOf(record({ categories, signal, searchTerm: 'words' }))?.theme).toBe(theme);
  });

  it('keeps a sealed match sealed in every field', () => {
    const ref = 'sealed:iwf:00ff';
    const sighting = sightingOf(
      record({
        host: ref,
        url: 'http://forbidden.example/',
        searchTerm: 'forbidden words',
        categories: ['child-sexual-abuse'],
        signal: 'danger',
        rule: 'sealed',
      }),
    );
    expect(sighting).toMatchObject({ host: ref, url: ref, searchTerm: ref, theme: 'child-sexual-abuse' });
    expect(JSON.stringify(sighting)).not.toContain('forbidden');
  });

  it('takes the opening of a tunnel', () => {
    expect(sightingOf(record({ event: 'tunnel-open', intent: 'unknown', visibility: 'host' }))).not.toBeNull();
  });

  it('takes the time of the decision id where the record’s own cannot be read', () => {
    const at = epochMs(Date.UTC(2026, 9, 6, 10));
    expect(sightingOf(record({ time: 'garbage', id: decisionIdGenerator(1, 0)(at) }))?.at).toBe(at);
    expect(sightingOf(record({ time: 'garbage', id: 'garbage' }))).toBeNull();
  });
});
