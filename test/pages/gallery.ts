import type { CategoryId } from '../../core/category.ts';
import { categoryInfo } from '../../core/category.ts';
import type { Decision, RuleId } from '../../core/decision.ts';
import { bandOf } from '../../pages/band.ts';
import { blockPage } from '../../pages/block-page.ts';
import { type CertificatePageInput, certificatePage } from '../../pages/certificate-page.ts';
import { certificateReadyPage } from '../../pages/certificate-ready-page.ts';
import { coachPage } from '../../pages/coach-page.ts';
import { type ConcernPageInput, concernPage, concernSentPage } from '../../pages/concern-page.ts';
import { failurePage } from '../../pages/failure-page.ts';
import { helpPage } from '../../pages/help.ts';
import { noticePage } from '../../pages/notice-page.ts';
import { portalHome } from '../../pages/portal-home.ts';
import { rationalePage } from '../../pages/rationale-page.ts';
import { type RecentBlock, recentBlocksPage } from '../../pages/recent-blocks-page.ts';
import type { PageSchool } from '../../pages/school.ts';
import { subjectOf } from '../../pages/words.ts';

export const SCHOOL: PageSchool = {
  name: 'North Academy',
  colour: '#7a1f3d',
  safeguarding: { name: 'A. Lead', email: 'dsl.north@example.org' },
  it: { name: 'IT desk', email: 'it@example.org' },
};
/** A light colour, where the letters have to be black. */
export const YELLOW_SCHOOL: PageSchool = { ...SCHOOL, name: 'South Primary', colour: '#ffd400' };
export const BARE_SCHOOL: PageSchool = { name: 'Example Trust', colour: null, safeguarding: null, it: null };

export function decisionOf(rule: RuleId, category: CategoryId | null, action: Decision['action'] = 'block'): Decision {
  const info = category === null ? null : categoryInfo(category);
  return {
    action,
    rule,
    reason: 'for staff',
    categories: category === null ? [] : [category],
    category,
    signal: info?.signal ?? 'none',
    theme: info?.theme ?? null,
    evidence: {},
    recordPath: true,
    policyVersion: 'p',
    listVersion: 'l',
  };
}

export const FACTS = { reference: 'K7Q2-0M5V-9TBD-3XWA', when: '09:05 on Friday 12 June 2026' };
const PORTAL = 'http://filter.school.test:8081';

function block(
  school: PageSchool,
  group: Parameters<typeof bandOf>[0],
  rule: RuleId,
  category: CategoryId | null,
  host: string,
  askToken: string | null = null,
): string {
  const subject = subjectOf(decisionOf(rule, category));
  const instead = category === 'ai-tools' && rule === 'category' ? 'Microsoft Copilot, Canva' : null;
  return blockPage({ school, band: bandOf(group), subject, host, portalUrl: PORTAL, askToken, instead, ...FACTS });
}

function coach(group: Parameters<typeof bandOf>[0], signedIn: boolean, rule: RuleId = 'category'): string {
  const wayOn = signedIn ? { token: 'dG9rZW4.bWFj', back: 'http://forum.example/topic?id=1' } : null;
  const subject = subjectOf(decisionOf(rule, rule === 'category' ? 'forums' : null, 'coach'));
  return coachPage({ school: SCHOOL, band: bandOf(group), subject, host: 'forum.example', portalUrl: PORTAL, wayOn, ...FACTS });
}

function recent(host: string, category: CategoryId, way: RecentBlock['way'], rule: RuleId = 'category'): RecentBlock {
  return { host, subject: subjectOf(decisionOf(rule, category)), when: '09:05', reference: FACTS.reference, way };
}

const BLOCKS: RecentBlock[] = [
  recent('forum.example', 'forums', { kind: 'coach', token: 'dG9rZW4.bWFj' }),
  recent('video.example', 'video', { kind: 'open', until: '10:05' }),
  recent('casino.example', 'gambling', { kind: 'closed' }),
  recent('games.example', 'games', { kind: 'closed', askToken: 'dG9rZW4.bWFj' }),
  recent('chess.example', 'games', { kind: 'closed', askToken: 'dG9rZW4.bWFj' }),
  recent('sealed:test:00', 'child-sexual-abuse', { kind: 'closed' }, 'sealed'),
];
const ASKED = [{ host: 'art.example', state: 'IT has been asked and has not answered yet.' }];
const VISITOR = { username: 'alice.smith', computer: 'PC-12', group: 'Seniors' };

const NOTHING = {
  words: '',
  block: '',
  page: '',
  place: '',
  theme: '',
  about: '',
  name: '',
  ownName: '',
  severity: '',
  school: '',
  asksIt: true,
};

function concern(more: Partial<ConcernPageInput>): string {
  const shared = { school: SCHOOL, band: 'plain', isStaff: false, username: 'alice.smith', token: 'dG9rZW4.bWFj' } as const;
  return concernPage({ ...shared, values: NOTHING, blocks: [], schools: [], problem: null, ...more });
}

const CERTIFICATE = { id: '03183513c28149dc', fingerprint: Array(32).fill('AB').join(':'), until: '21 November 2036' };

/** With everything unfolded, so that all of it is looked at. */
function certificate(more: Partial<CertificatePageInput>): string {
  const page = certificatePage({
    school: SCHOOL,
    band: 'plain',
    certificates: [CERTIFICATE],
    isInspected: true,
    notice: 'From September we look inside search engines.',
    address: `${PORTAL}/certificate`,
    spared: [{ title: 'Banks', reason: 'Nobody else’s business.', hosts: ['bank.example', `${'long-label.'.repeat(8)}example`] }],
    ...more,
  });
  return page.replaceAll('<details>', '<details open>');
}

/** One of every kind of page, by name. */
export const GALLERY: Readonly<Record<string, string>> = {
  'block-infants': block(YELLOW_SCHOOL, 'infants', 'category', 'games', 'games.example'),
  'block-juniors-self-harm': block(SCHOOL, 'juniors', 'category', 'self-harm', 'harm.example'),
  'block-seniors': block(SCHOOL, 'seniors', 'category', 'gambling', 'casino.example'),
  'block-seniors-ask': block(SCHOOL, 'seniors', 'category', 'games', 'games.example', 'dG9rZW4.bWFj'),
  'block-staff-ask': block(YELLOW_SCHOOL, 'staff', 'category', 'gambling', 'casino.example', 'dG9rZW4.bWFj'),
  'block-seniors-self-harm': block(SCHOOL, 'seniors', 'category', 'suicide', 'suicide.example'),
  'block-seniors-long-host': block(BARE_SCHOOL, 'seniors', 'category', 'vpn-proxy', `${'a-very-long-label-indeed.'.repeat(9)}example`),
  'block-ai-tool': block(SCHOOL, 'seniors', 'category', 'ai-tools', 'chatbot.example', 'dG9rZW4.bWFj'),
  'block-search': block(SCHOOL, 'unidentified', 'search-term', null, 'search.example'),
  'block-exam': block(SCHOOL, 'sixth-form', 'exam', 'ai-tools', 'ai.example'),
  'block-sealed': block(SCHOOL, 'seniors', 'sealed', 'child-sexual-abuse', 'secret.example'),
  'block-staff': block(SCHOOL, 'staff', 'locked', 'extremism', 'extreme.example'),
  coach: coach('sixth-form', true),
  'coach-nobody': coach('sixth-form', false),
  'coach-easy': coach('juniors', true),
  'reminder-ai-tool': coach('seniors', true, 'group-allow'),
  'failure-502': failurePage({
    school: SCHOOL,
    status: 502,
    label: 'upstream-refused',
    reason: 'The site refused the connection.',
    ...FACTS,
  }),
  'failure-407': failurePage({
    school: BARE_SCHOOL,
    status: 407,
    label: 'credentials-missing',
    reason: 'The filter needs to know who you are.',
    ...FACTS,
  }),
  'recent-blocks': recentBlocksPage({ school: SCHOOL, band: 'plain', username: 'alice.smith', blocks: BLOCKS, asked: ASKED }),
  'recent-blocks-none': recentBlocksPage({ school: SCHOOL, band: 'plain', username: 'alice.smith', blocks: [] }),
  'recent-blocks-nobody': recentBlocksPage({ school: SCHOOL, band: 'plain', username: null, blocks: [] }),
  'recent-blocks-easy': recentBlocksPage({ school: YELLOW_SCHOOL, band: 'easy', username: 'ben', blocks: BLOCKS }),
  'portal-home': portalHome({
    school: SCHOOL,
    band: 'plain',
    visitor: VISITOR,
    inspects: true,
    announcements: [{ when: 'Since 09:00 on Monday 23 November 2026', text: 'Games are closed in lessons.' }],
    counted: 'Since September we count shopping in working time. What is above an hour a week is shown to the headteacher.',
  }),
  'portal-home-nobody': portalHome({
    school: BARE_SCHOOL,
    band: 'plain',
    visitor: null,
    inspects: false,
    announcements: [],
    counted: null,
  }),
  'portal-home-easy': portalHome({
    school: YELLOW_SCHOOL,
    band: 'easy',
    visitor: VISITOR,
    inspects: true,
    announcements: [],
    counted: null,
  }),
  rationale: rationalePage({
    school: SCHOOL,
    categories: [
      { title: 'Gambling', why: 'Betting, casinos, lotteries.', access: 'Closed to infants, juniors. Asks first: sixth form.' },
      { title: 'Religion', why: 'Open, so that it can be taught.', access: 'Open to everybody.' },
    ],
  }),
  help: helpPage({ school: SCHOOL, band: 'plain' }),
  'help-easy': helpPage({ school: SCHOOL, band: 'easy' }),
  concern: concern({ blocks: [[FACTS.reference, 'casino.example (09:05)']], values: { ...NOTHING, block: FACTS.reference } }),
  'concern-nobody': concern({
    username: null,
    schools: [
      ['north', 'North Academy'],
      ['south', 'South Primary'],
    ],
  }),
  'concern-easy': concern({ school: YELLOW_SCHOOL, band: 'easy', username: null, blocks: [[FACTS.reference, 'games.example (09:05)']] }),
  'concern-staff': concern({ band: 'adult', isStaff: true }),
  'concern-again': concern({
    values: { ...NOTHING, words: 'Somebody sent me a picture that I did not want.', theme: 'child-on-child-abuse', severity: 'danger' },
    problem: { title: 'This was NOT sent', words: 'Something is broken here; it is not your fault. What you wrote is still here.' },
  }),
  'concern-sent': concernSentPage({
    school: SCHOOL,
    band: 'plain',
    isStaff: false,
    theme: 'child-on-child-abuse',
    itAsked: true,
    isAboutAdult: true,
  }),
  'concern-sent-easy': concernSentPage({
    school: YELLOW_SCHOOL,
    band: 'easy',
    isStaff: false,
    theme: 'disclosure',
    itAsked: false,
    isAboutAdult: false,
  }),
  'concern-sent-staff': concernSentPage({
    school: SCHOOL,
    band: 'adult',
    isStaff: true,
    theme: 'disclosure',
    itAsked: false,
    isAboutAdult: false,
  }),
  certificate: certificate({}),
  'certificate-two': certificate({
    school: YELLOW_SCHOOL,
    isInspected: false,
    notice: null,
    certificates: [CERTIFICATE, { ...CERTIFICATE, id: '07d4733a1f2a2643' }],
  }),
  'certificate-none': certificate({ school: BARE_SCHOOL, certificates: [], isInspected: false, spared: [] }),
  'certificate-ready': certificateReadyPage({ school: SCHOOL, band: 'easy' }),
  notice: noticePage({ school: SCHOOL, band: 'plain', title: 'This button has run out', words: 'Open the site again to get a new one.' }),
};
