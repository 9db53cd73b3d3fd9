import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertMailInput, alertMail } from '../../../alerts/words/alert-mail.ts';
import { type DigestMailInput, digestMail, isNoise } from '../../../alerts/words/digest-mail.ts';
import { stepsFor } from '../../../alerts/words/guidance.ts';
import type { Mail } from '../../../alerts/words/mail.ts';
import { deliveryTroubleMail, escalationMail, proofOfLifeMail, testAlertMail } from '../../../alerts/words/other-mails.ts';
import { themeTitle } from '../../../alerts/words/themes.ts';
import { THEMES } from '../../../core/category.ts';
import { type Incident, SEVERITIES } from '../../../core/incident.ts';
import { sighting } from '../assess/sightings.ts';
import { IN_LESSONS, incident } from '../routing/incidents.ts';

const LINK = 'https://schoolgate.example.org:8080/incidents/INC1';
const SECRETS = {
  username: 'pupil1',
  computer: 'LAPTOP-77',
  host: 'harm.example',
  url: 'http://harm.example/page',
  searchTerm: 'how to harm',
} as const;
const seen = sighting({ ...SECRETS, theme: 'self-harm-suicide', categories: ['suicide'], signal: 'danger' });

function input(change: Partial<AlertMailInput> = {}): AlertMailInput {
  return { detail: 'minimal', school: 'North Academy', link: LINK, reason: 'You are the lead.', why: 'alert', sighting: seen, ...change };
}

const parts = ({ subject, text, html }: Mail) => [subject, text, html];
const linksOf = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url);

describe('alertMail', () => {
  it('says theme, severity, time, reference and link, and nothing of the person, in minimal detail', () => {
    const { subject, text, html } = alertMail(incident({ clientIp: '10.20.1.7' }), input());
    expect(subject).toBe('[Schoolgate] Danger: Self-harm and suicide - North Academy - ref INC1');
    for (const part of [text, html]) {
      for (const words of [
        'Danger: Self-harm and suicide',
        '11:00 on Tuesday 6 October 2026',
        'INC1',
        LINK,
        'What to do now',
        'You are the lead.',
      ])
        expect(part).toContain(words);
    }
    for (const part of parts(alertMail(incident({ clientIp: '10.20.1.7' }), input()))) {
      for (const secret of [...Object.values(SECRETS), '10.20.1.7', 'listed under'])
        expect(part.replaceAll('[.]', '.')).not.toContain(secret);
    }
  });

  it('adds who, where and what in full detail, with nothing to click but our own page', () => {
    const { text, html } = alertMail(incident(), input({ detail: 'full' }));
    for (const part of [text, html]) {
      for (const words of [
        'pupil1',
        'LAPTOP-77',
        'hxxp[://]harm[.]example/page',
        '“how to harm”',
        'It was blocked.',
        'A site listed under Suicide',
      ])
        expect(part).toContain(words);
      expect(part).not.toContain('http://harm');
    }
    expect(linksOf(html)).toEqual([LINK]);
  });

  it('never names a sealed match, and shows the card in place of steps', () => {
    const ref = 'sealed:iwf:00ff00ff';
    const sealed = incident({
      theme: 'child-sexual-abuse',
      factors: [{ id: 'sealed', effect: 'marks', words: 'On the sealed list "iwf".' }],
    });
    for (const each of [sighting({ host: ref, url: ref, searchTerm: ref }), seen, null]) {
      const { subject, text, html } = alertMail(sealed, input({ detail: 'full', sighting: each }));
      for (const part of [text, html]) expect(part).toContain('Do not view, copy or investigate');
      for (const part of [subject, text, html]) {
        for (const secret of ['00ff', 'harm[.]example', 'how to harm', 'What to do now']) expect(part).not.toContain(secret);
      }
    }
  });

  it('says that it was raised, and of whom a cluster is', () => {
    expect(alertMail(incident({ severity: 'warning' }), input({ why: 'severity-raised' })).subject).toContain('Raised to warning');
    const { text, subject } = alertMail(incident({ person: null, cluster: 'c' }), input({ detail: 'full' }));
    expect(subject).toContain('Self-harm and suicide, several pupils');
    expect(text).toContain('Several pupils of this school');
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });

  it('leaves out the link for who may not open it', () => {
    expect(linksOf(alertMail(incident(), input({ link: null })).html)).toEqual([]);
  });

  it.each(THEMES.flatMap((theme) => SEVERITIES.map((severity) => [theme, severity] as const)))(
    'has steps for %s at %s',
    (theme, severity) => {
      const steps = stepsFor({ theme, severity, group: 'seniors' });
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) expect(step).toMatch(/^[A-Z].*\.$/);
      const { text } = alertMail(incident({ theme, severity }), input());
      expect(text).toContain(steps[0]);
      expect(text).toContain(themeTitle(theme));
      // One screen of a phone: the text stays short.
      expect(text.split(/\s+/).length).toBeLessThan(170);
    },
  );

  it('sends concerns about staff to the LADO', () => {
    expect(alertMail(incident({ group: 'staff' }), input()).text).toContain('LADO');
  });
});

const NASTY = [
  'x\r\nBcc: everybody@evil.example\r\n\r\nbody',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  'http://evil.example/click',
  'HTTPS://evil.example/click',
  'www.evil.example',
  'evil.com',
  'me@evil.example',
  '\u202Egnp.exe',
  'a\u2028b\u0000c\u200B',
  '\ud800',
  '{{secret}} <%= secret %>',
  'a'.repeat(5000),
  '&lt;b&gt;',
];

function expectInert(mail: Mail): void {
  const { subject, text, html } = mail;
  expect(subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect([...subject].length).toBeLessThanOrEqual(120);
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(html).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  for (const part of [subject, text, html]) {
    expect(part.isWellFormed()).toBe(true);
    expect(part.replaceAll(LINK, '')).not.toMatch(/https?:\/\//i);
    expect(part).not.toMatch(/www\.evil|evil\.(com|example)|@evil/i);
  }
  expect(text).not.toMatch(/^Bcc:/m);
  // Only the tags of our own making, with only attributes of our own.
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    expect(tag).toMatch(/^<\/?(!doctype|html|head|meta|title|body|table|tr|td|th|h1|h2|p|ul|li|a|div|strong|br|span)\b/);
    expect(tag).not.toMatch(/\son\w+=/i);
  }
  for (const url of linksOf(html)) expect(url).toBe(LINK);
}

describe('hostile text', () => {
  const hostile = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 60 }), fc.webUrl());

  it('is inert in every mail', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (name, host, words, note) => {
        const about = incident({ person: name, group: note, clientIp: host, factors: [{ id: 'x', effect: 'marks', words: 'A reason.' }] });
        const bad = sighting({
          username: name,
          computer: note,
          host,
          url: host,
          searchTerm: words,
          visibility: words.length % 2 === 0 ? 'host' : 'url',
        });
        const from = input({ detail: 'full', sighting: bad });
        expectInert(alertMail(about, from));
        expectInert(escalationMail(about, { ...from, toldAt: IN_LESSONS, cause: { escalatedBy: name, reason: note } }));
        expectInert(digestMail(digest({ detail: 'full', incidents: [about], unread: [about] })));
        expectInert(
          deliveryTroubleMail({ school: 'North', trouble: 'undeliverable', count: 1, since: IN_LESSONS, references: [name], answer: note }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('stays readable where it is harmless', () => {
    const { text } = alertMail(incident({ person: 'j.smith' }), input({ detail: 'full', school: 'St. Mary’s C.E. Primary' }));
    expect(text).toContain('Person: j.smith');
    expect(text).toContain('School: St. Mary’s C.E. Primary');
  });
});

describe('other mails', () => {
  it('escalates with the cause, and keeps a colleague’s words out of minimal mails', () => {
    const base = { ...input(), toldAt: IN_LESSONS };
    expect(escalationMail(incident(), { ...base, cause: 'unacknowledged' }).text).toContain(
      'Nobody has acknowledged it since they were told at 11:00',
    );
    expect(escalationMail(incident(), { ...base, cause: 'unreached' }).text).toContain('could not be delivered');
    const cause = { escalatedBy: 'b.deputy', reason: 'pupil1 is missing' };
    expect(escalationMail(incident(), { ...base, cause }).text).not.toContain('pupil1');
    expect(escalationMail(incident(), { ...base, detail: 'full', cause }).text).toContain('pupil1 is missing');
  });

  it.each(['undeliverable', 'unacknowledged', 'nobody-to-tell', 'proof-of-life-missing', 'queue-stuck'] as const)(
    'tells IT of %s without content',
    (trouble) => {
      const mail = deliveryTroubleMail({
        school: 'North',
        trouble,
        count: 2,
        since: IN_LESSONS,
        references: ['d1'],
        answer: '550 5.1.1 <dsl.north@example.org> unknown',
      });
      for (const part of parts(mail)) {
        expect(part).not.toContain('dsl.north');
        for (const theme of THEMES.filter((each) => each !== 'disclosure')) expect(part).not.toContain(themeTitle(theme));
        expect(part).not.toMatch(/danger|warning:/i);
        expect(linksOf(part)).toEqual([]);
      }
      expect(mail.text).toContain('(an address) unknown');
    },
  );

  it('proves life with an id to look for, and asks for a confirmation before go-live', () => {
    expect(proofOfLifeMail({ id: 'pol-7', at: IN_LESSONS }).subject).toBe('[Schoolgate] Proof of life pol-7');
    expect(linksOf(testAlertMail({ school: 'North', link: LINK }).html)).toEqual([LINK]);
  });
});

function digest(change: Partial<DigestMailInput> = {}): DigestMailInput {
  return {
    school: 'North Academy',
    detail: 'minimal',
    from: IN_LESSONS - 27.5 * 3_600_000,
    until: IN_LESSONS - 3.5 * 3_600_000,
    incidents: [],
    unread: [],
    weekBefore: null,
    linkOf: () => LINK,
    notices: [],
    reason: 'You are the lead.',
    ...change,
  };
}

describe('digestMail', () => {
  const base = (signal: string) => ({ id: `base-${signal}`, effect: 'base', words: 'x' }) as const;
  const element = { id: 'page-element', effect: 'lowers', words: 'x' } as const;
  const advert = (id: string) => incident({ id, severity: 'advisory', theme: 'gambling', factors: [base('advisory'), element] });

  it('comes with nothing to report', () => {
    const { subject, text } = digestMail(digest());
    expect(subject).toBe('[Schoolgate] Nothing to report - North Academy - Monday 5 October 2026');
    expect(text).toContain('Nothing to report: no incident was raised');
    expect(text).toContain('Monday 5 October 2026 07:30 to Tuesday 6 October 2026 07:30');
  });

  it('leads with dangers that nobody has read, each once', () => {
    const old = incident({ id: 'OLD1', firstAt: IN_LESSONS - 9e7 });
    const { subject, text } = digestMail(digest({ incidents: [old, incident({ id: 'W1', severity: 'warning' })], unread: [old] }));
    expect(subject).toContain('1 danger nobody has read');
    expect(text.indexOf('OLD1')).toBeLessThan(text.indexOf('W1'));
    expect(text.match(/ref OLD1/g)).toHaveLength(1);
    expect(digestMail(digest({ unread: [incident({ status: 'acknowledged' }), incident({ synthetic: true })] })).subject).toContain(
      'Nothing to report',
    );
  });

  it('lists by rank, counts by theme against last week, and folds noise', () => {
    const incidents = [
      advert('NOISE1'),
      advert('NOISE2'),
      incident({ id: 'A1', severity: 'advisory', theme: 'sexual-content', factors: [base('advisory')] }),
      incident({ id: 'LOWERED', severity: 'advisory', theme: 'drugs-alcohol', factors: [base('warning'), element] }),
      incident({ id: 'D1', status: 'acknowledged' }),
      incident({ id: 'W1', severity: 'warning', theme: 'drugs-alcohol' }),
    ];
    const { subject, text, html } = digestMail(digest({ incidents, weekBefore: { gambling: 7, malware: 1 } }));
    expect(subject).toContain('Daily digest: 1 danger, 1 warning, 4 for information');
    for (const part of [text, html]) {
      expect(part.indexOf('D1')).toBeLessThan(part.indexOf('W1'));
      expect(part).toContain('LOWERED');
      expect(part).not.toContain('NOISE');
      expect(part).toContain('Gambling: 2');
      expect(part).toContain('a week before: 7');
    }
    expect(text).toMatch(/Malware +0 \(a week before: 1\)/);
  });

  it('names people in full detail alone, and leaves out synthetic and merged ones', () => {
    const named = incident({ person: 'pupil1', severity: 'warning' });
    expect(digestMail(digest({ incidents: [named] })).text).not.toContain('pupil1');
    expect(digestMail(digest({ incidents: [named], detail: 'full' })).text).toContain('pupil1');
    const hidden = [incident({ synthetic: true }), incident({ mergedInto: 'X' })];
    expect(digestMail(digest({ incidents: hidden })).subject).toContain('Nothing to report');
  });

  it('stays short on a bad day and says how many more there are', () => {
    const many: Incident[] = Array.from({ length: 500 }, (_, index) => incident({ id: `I${index}`, severity: 'warning' }));
    const { text, html } = digestMail(digest({ incidents: many }));
    expect(text).toContain('and 480 more');
    expect(html.length).toBeLessThan(20_000);
  });

  it('takes for noise only what is advisory by itself', () => {
    expect(isNoise(advert('x'))).toBe(true);
    expect(isNoise(incident({ severity: 'advisory', factors: [base('warning'), element] }))).toBe(false);
    expect(isNoise(incident({ severity: 'danger', factors: [base('danger'), element] }))).toBe(false);
    expect(isNoise(incident({ severity: 'advisory', factors: [base('advisory')] }))).toBe(false);
  });
});
