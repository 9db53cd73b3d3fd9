import { describe, expect, it } from 'vitest';
import { bareWebhookBody, type WebhookBodyInput, webhookBody } from '../../../alerts/words/webhook-body.ts';
import { WEBHOOK_KINDS, type WebhookKind } from '../../../config/schema/webhooks.ts';
import type { Incident } from '../../../core/incident.ts';
import { sighting } from '../assess/sightings.ts';

const INCIDENT: Incident = {
  id: '1NJ8W5R000',
  person: 'p.one',
  clientIp: '10.20.1.7',
  school: 'north',
  group: 'seniors',
  theme: 'drugs-alcohol',
  severity: 'danger',
  status: 'new',
  assignee: null,
  outcome: null,
  records: 2,
  firstAt: Date.UTC(2026, 10, 23, 10),
  lastAt: Date.UTC(2026, 10, 23, 10, 5),
  factors: [],
  mergedInto: null,
  synthetic: false,
  version: 1,
};
const LINK = 'https://console.example/incidents/1NJ8W5R000';
const HOSTILE = '[click](https://evil.test) <b> "} \u202E\r\n**x**';

function body(kind: WebhookKind, detail: WebhookBodyInput['detail'], incident = INCIDENT, seen = sighting({ username: 'p.one' })) {
  const text = webhookBody(kind, incident, { detail, school: 'North Academy', link: LINK, why: 'alert', sighting: seen });
  return { text, json: JSON.parse(text) as Record<string, never> };
}

describe.each(WEBHOOK_KINDS)('the %s body', (kind) => {
  it('says with minimal detail what a minimal mail says', () => {
    const { text } = body(kind, 'minimal');
    expect(text).toContain('1NJ8W5R000');
    expect(text).toContain('Drugs and alcohol');
    expect(text).toContain(LINK);
    expect(text).not.toMatch(/p\.one|10[.[]|pc-1|drugs\.example|drugs\[/);
  });

  it('says with full detail who, where and what, inert', () => {
    const { text } = body(
      kind,
      'full',
      { ...INCIDENT, person: HOSTILE },
      sighting({ username: HOSTILE, searchTerm: HOSTILE, url: `https://evil.test/${HOSTILE}` }),
    );
    expect(text).toContain('evil[.]test');
    expect(text).not.toMatch(/evil\.test|\u202E|\\r/);
  });

  it('names no more of a sealed page than its list', () => {
    const incident: Incident = { ...INCIDENT, factors: [{ id: 'sealed', effect: 'marks', words: 'x' }] };
    const { text } = body(kind, 'full', incident, sighting({ host: 'sealed:iwf:abcd', url: 'sealed:iwf:abcd' }));
    expect(text).toContain('iwf');
    expect(text).not.toContain('abcd');
  });

  it('still says where to look when it cannot be made', () => {
    const text = bareWebhookBody(kind, 'D1', LINK);
    expect(text).toContain('D1');
    expect(JSON.parse(text)).toBeTypeOf('object');
  });
});

describe('the Teams card', () => {
  it('is an Adaptive Card in a message, of plain runs alone, with one link: ours', () => {
    const hostile = { ...INCIDENT, person: HOSTILE };
    const message = body('teams', 'full', hostile).json as unknown as {
      readonly type: string;
      readonly attachments: { readonly contentType: string; readonly contentUrl: null; readonly content: Record<string, unknown> }[];
    };
    expect(message).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
    });
    const content = message.attachments[0]?.content ?? {};
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4', actions: [{ type: 'Action.OpenUrl', url: LINK }] });
    const blocks = content['body'] as { readonly type: string; readonly inlines: { readonly type: string; readonly text: string }[] }[];
    expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    for (const run of blocks.flatMap(({ inlines }) => inlines)) {
      expect(run.type).toBe('TextRun');
      expect(run.text).not.toBe('');
    }
  });
});

describe('the generic body', () => {
  it('is as documented', () => {
    expect(body('generic', 'minimal').json).toEqual({
      type: 'incident.raised',
      timestamp: '2026-11-23T10:05:00.000Z',
      data: {
        reference: '1NJ8W5R000',
        school: 'north',
        schoolName: 'North Academy',
        theme: 'drugs-alcohol',
        themeTitle: 'Drugs and alcohol',
        severity: 'danger',
        response: 'Act now',
        source: 'filter',
        sealed: false,
        records: 2,
        firstAt: '2026-11-23T10:00:00.000Z',
        lastAt: '2026-11-23T10:05:00.000Z',
        link: LINK,
        detail: 'minimal',
        facts: {
          School: 'North Academy',
          When: '10:00 on Monday 23 November 2026',
          Records: '2, the last at 10:05 on Monday 23 November 2026',
          Reference: '1NJ8W5R000',
        },
      },
    });
  });

  it('of a report says so, and with full detail what was written', () => {
    const report = {
      by: 'p.one',
      calledBy: '',
      role: 'pupil',
      words: 'Look at https://evil.test he/she',
      place: '',
      about: 'adult',
      name: 'Mr X',
    } as const;
    const incident: Incident = { ...INCIDENT, factors: [{ id: 'reported', effect: 'base', words: 'x' }] };
    const { json } = body('generic', 'full', incident, sighting({ host: '', url: '', report }));
    expect(json).toMatchObject({
      data: {
        source: 'report',
        facts: {
          'Reported by': 'p.one',
          About: 'An adult at school: Mr X',
          'They wrote': '“Look at hxxps[://]evil[.]test he/she”',
        },
      },
    });
    expect(JSON.stringify(body('generic', 'minimal', incident, sighting({ host: '', url: '', report })).json)).not.toMatch(
      /p\.one|evil|Mr X/,
    );
  });
});
