import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORY_IDS, categoryInfo } from '../../core/category.ts';
import { RULE_IDS } from '../../core/decision.ts';
import type { DecisionId } from '../../core/decision-id.ts';
import { escapeHtml } from '../../core/html.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import { bandOf } from '../../pages/band.ts';
import { blockPage } from '../../pages/block-page.ts';
import { coachPage } from '../../pages/coach-page.ts';
import { failurePage } from '../../pages/failure-page.ts';
import { html, slot, splitAtSlots } from '../../pages/html.ts';
import { pageStyle, textColourOn } from '../../pages/layout.ts';
import { portalHome } from '../../pages/portal-home.ts';
import { recentBlocksPage } from '../../pages/recent-blocks-page.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { pageSchools } from '../../pages/school.ts';
import { formatMoment, formatTimeOfDay, momentFormatter } from '../../pages/when.ts';
import { subjectOf } from '../../pages/words.ts';
import { decisionOf, FACTS, GALLERY, SCHOOL } from './gallery.ts';

const PORTAL = 'http://filter.school.test:8081';
/** As long as any of these may be. */
const LONG_SCHOOL = { ...SCHOOL, name: 'S'.repeat(200) };
const LONG_HOST = `${'a'.repeat(63)}.`.repeat(3) + 'b'.repeat(61);

describe('every page, for every group, category and rule', () => {
  const decisions = [
    ...CATEGORY_IDS.map((category) => decisionOf(categoryInfo(category).tier === 'sealed' ? 'sealed' : 'category', category)),
    ...RULE_IDS.map((rule) => decisionOf(rule, null)),
  ];

  it('is under 20 kB, loads nothing, runs nothing, and has a title, one heading and a language', () => {
    let pages = 0;
    for (const group of GROUP_IDS) {
      for (const decision of decisions) {
        const band = bandOf(group);
        const shared = { school: LONG_SCHOOL, band, subject: subjectOf(decision), host: LONG_HOST, portalUrl: PORTAL, ...FACTS };
        const wayOn = { token: 't'.repeat(700), back: `http://${LONG_HOST}/${'p'.repeat(1_200)}` };
        for (const page of [blockPage({ ...shared, askToken: 't'.repeat(700) }), coachPage({ ...shared, wayOn })]) {
          checkPage(page);
          pages++;
        }
      }
    }
    for (const page of Object.values(GALLERY)) checkPage(page);
    expect(pages).toBe(GROUP_IDS.length * decisions.length * 2);
  });

  function checkPage(page: string): void {
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en-GB"/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<title>[^<]+<\/title>/g)).toHaveLength(1);
    for (const landmark of ['header', 'main', 'footer']) expect(page.match(new RegExp(`<${landmark}>`, 'g'))).toHaveLength(1);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<base|\bsrc=|\bon\w+=|@import|url\(|style=/i);
  }

  it('always names somebody to turn to, says that it is not watched, and that use is recorded', () => {
    for (const group of GROUP_IDS) {
      const band = bandOf(group);
      const page = blockPage({
        school: SCHOOL,
        band,
        subject: subjectOf(decisionOf('default', null)),
        host: 'x.example',
        portalUrl: PORTAL,
        ...FACTS,
      });
      expect(page).toContain(band === 'adult' ? '116 123' : '0800 1111');
      if (band === 'plain') for (const line of ['85258', '116 123']) expect(page).toContain(line);
      expect(page).toMatch(/watch/);
      expect(page).toContain('999');
      expect(page).toMatch(band === 'easy' ? /keeps a list of the pages you open/ : /filters and records/);
      expect(page).toMatch(/cannot stop every|No filter catches everything/);
      expect(page).toContain(FACTS.reference);
      expect(page).toContain('A. Lead');
    }
  });

  it('puts the theme’s own help first where the matter weighs on somebody', () => {
    const page = blockPage({
      school: SCHOOL,
      band: 'plain',
      subject: subjectOf(decisionOf('category', 'suicide')),
      host: 'x.example',
      portalUrl: PORTAL,
      ...FACTS,
    });
    expect(page.indexOf('Samaritans')).toBeLessThan(page.indexOf('Is this a mistake?'));
    expect(page).toContain('0800 068 4141');
  });
});

describe('a sealed page', () => {
  it.each([
    decisionOf('sealed', 'child-sexual-abuse'),
    decisionOf('sealed', 'unlawful-terrorist-content'),
    decisionOf('sealed', null),
    { ...decisionOf('category', 'games'), sealedRef: 'sealed:test:00' },
    { ...decisionOf('category', 'games'), categories: ['games', 'child-sexual-abuse'] as const },
  ])('tells neither host nor kind nor theme', (decision) => {
    for (const band of ['easy', 'plain', 'adult'] as const) {
      const page = blockPage({ school: SCHOOL, band, subject: subjectOf(decision), host: 'secret.example', portalUrl: PORTAL, ...FACTS });
      expect(page).toContain('This page cannot be shown');
      expect(page).not.toMatch(/secret\.example|abuse|terror|sexual|sealed|Kind of site|games/i);
      expect(page).toContain(FACTS.reference);
    }
  });
});

describe('hostile texts', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></style><svg onload=alert(1)>',
    '&lt;script&gt;',
    '\u202Egnp.exe',
    '\u0000\u001b[2J\u0007',
    '\u{fdd0}token\u{fdd1}',
    'a\ud800b',
    '{{7*7}}<%= 7 %>',
  ];

  it.each(HOSTILE)('%j changes nothing but text', (text) => {
    const school = { ...SCHOOL, name: text, safeguarding: { name: text, email: text }, it: { name: text, email: text } };
    const subject = subjectOf(decisionOf('category', 'games'));
    const shared = { school, band: 'plain' as const, subject, host: text, portalUrl: PORTAL, reference: text, when: text };
    const way = { kind: 'coach', token: text } as const;
    const pages = [
      blockPage(shared),
      coachPage({ ...shared, wayOn: { token: text, back: text } }),
      failurePage({ ...shared, status: 502, label: text, reason: text }),
      recentBlocksPage({ school, band: 'plain', username: text, blocks: [{ host: text, subject, when: text, reference: text, way }] }),
      portalHome({
        school,
        band: 'plain',
        visitor: { username: text, computer: text, group: text },
        inspects: true,
        announcements: [{ when: text, text }],
        counted: text,
      }),
    ];
    for (const page of pages) {
      expect(tagsOf(page)).toEqual(tagsOf(page.replaceAll(escapeHtml(text), 'harmless')));
      expect(page).not.toMatch(/<script|<img|<svg onload/);
      expect(page.isWellFormed()).toBe(true);
      expect(splitAtSlots(page)).toHaveLength(1);
      expect(page).not.toContain('\u0000');
    }
  });

  /** Every tag with the names of its attributes. */
  function tagsOf(page: string): string[] {
    return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
  }

  it('keeps text whole through escaping and back', () => {
    const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\p{Cc}/u.test(text));
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '')).toBe(text);
      }),
    );
  });

  it('isolates names written in either direction', () => {
    expect(GALLERY['block-seniors']).toContain('<bdi>casino.example</bdi>');
    expect(GALLERY['portal-home']).toContain('<bdi>alice.smith</bdi>');
    expect(GALLERY['block-seniors']).toContain('<bdi>North Academy</bdi>');
  });

  it('takes a colour only when it is one', () => {
    expect(pageStyle('#123456')).toContain('--school:#123456');
    expect(pageStyle('red;}body{display:none}')).not.toContain('red');
    expect(pageStyle('#12345')).not.toContain('#12345;');
  });
});

describe('small parts', () => {
  it('sets letters on any colour that can be read (4.5 to 1)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const colour = `#${value.toString(16).padStart(6, '0')}`;
        expect(contrast(colour, textColourOn(colour) === '#000' ? '#000000' : '#ffffff')).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2_000 },
    );
    expect(textColourOn('#ffd400')).toBe('#000');
    expect(textColourOn('#7a1f3d')).toBe('#fff');
  });

  /** Computed apart from the product, from the formula of WCAG 2.2. */
  function contrast(a: string, b: string): number {
    const luminance = (colour: string) => {
      const parts = [colour.slice(1, 3), colour.slice(3, 5), colour.slice(5, 7)].map((hex) => Number.parseInt(hex, 16) / 255);
      const linear = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return (linear[0] ?? 0) * 0.2126 + (linear[1] ?? 0) * 0.7152 + (linear[2] ?? 0) * 0.0722;
    };
    const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  }

  it('leaves nothing for what is absent, and marks gaps', () => {
    expect(html`<p>${null}${undefined}${false}${0}${'&'}${[html`<b>`, html`</b>`]}</p>`.text).toBe('<p>0&amp;<b></b></p>');
    expect(splitAtSlots(html`a${slot('x')}b${slot('y')}`.text)).toEqual(['a', 'x', 'b', 'y', '']);
  });

  it('groups the reference and tells the time as London’s clocks do', () => {
    expect(groupedReference('K7Q20M5V9TBD3XWA' as DecisionId)).toBe('K7Q2-0M5V-9TBD-3XWA');
    expect(formatMoment(epochMs(Date.UTC(2026, 5, 12, 8, 5)))).toBe('09:05 on Friday 12 June 2026');
    expect(formatMoment(epochMs(Date.UTC(2026, 0, 1, 0, 0)))).toBe('00:00 on Thursday 1 January 2026');
    expect(formatTimeOfDay(epochMs(Date.UTC(2026, 5, 12, 23, 5)))).toBe('00:05');
  });

  it('tells the same time when it remembers it', () => {
    const momentOf = momentFormatter();
    fc.assert(
      fc.property(fc.nat({ max: 200 }), (steps) => {
        const at = epochMs(Date.UTC(2026, 9, 25, 0, 59) + steps * 7_000);
        expect(momentOf(at)).toBe(formatMoment(at));
      }),
    );
  });

  it('takes the only school for people of no known school, else the trust', () => {
    const north = { id: 'north', name: 'North', colour: '#000000', dsl: { name: 'D', email: 'd@example.org' } };
    expect(pageSchools('Trust', [north])(null).name).toBe('North');
    expect(pageSchools('Trust', [north, { id: 'south', name: 'South' }])(null).name).toBe('Trust');
    expect(pageSchools('Trust', [north, { id: 'south', name: 'South' }])('north').safeguarding?.name).toBe('D');
    expect(pageSchools('Trust', [])('gone').name).toBe('Trust');
  });
});
