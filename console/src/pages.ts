import type { ComponentType } from 'react';
import type { PageInput } from './page-input.ts';
import { ADMINISTRATORS, IT, type Role, SAFEGUARDING } from './roles.ts';

export type Section = 'Safeguarding' | 'Filtering' | 'Teaching' | 'People and policy' | 'Oversight' | 'Your account';

export interface ConsolePage {
  /** Beneath /console; `:name` matches one part. */
  readonly path: string;
  /** In the navigation and the browser's tab. */
  readonly title: string;
  /** Who finds it in the navigation and may open it; the server decides what it shows. */
  readonly roles: readonly Role[] | 'any';
  /** Where in the navigation it stands; null: pages that are come to from others. */
  readonly section: Section | null;
  readonly load: () => Promise<{ readonly default: ComponentType<PageInput> }>;
}

const TEACHING: readonly Role[] = ['teacher', ...IT];
const POLICY_READERS: readonly Role[] = ['head-of-it', 'trust-admin', 'it-operator', 'headteacher', 'dpo'];
const WIFI_READERS: readonly Role[] = [...IT, ...SAFEGUARDING];
const EXAM_PLANNERS: readonly Role[] = [...IT, 'headteacher'];
const PERSONAL_USE_READERS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher', 'dpo'];
const AUDITORS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher', 'dpo'];
const REQUEST_READERS: readonly Role[] = [...IT, 'headteacher'];
const WHY_READERS: readonly Role[] = [...IT, ...SAFEGUARDING];
const OVERSEERS: readonly Role[] = [...IT, ...SAFEGUARDING, 'dpo', 'viewer'];
const BYPASS_READERS: readonly Role[] = [...IT, 'dpo'];

/** Every page. The first one a role may open is where it starts, so the order matters: each role's daily work first. */
export const PAGES: readonly ConsolePage[] = [
  { path: '/it', title: 'Today', roles: IT, section: 'Filtering', load: () => import('./it/today-page.tsx') },
  { path: '/now', title: 'What needs me now', roles: SAFEGUARDING, section: 'Safeguarding', load: () => import('./dsl/now-page.tsx') },
  { path: '/incidents/:id', title: 'Incident', roles: SAFEGUARDING, section: null, load: () => import('./dsl/incident-page.tsx') },
  { path: '/trends', title: 'Trends', roles: SAFEGUARDING, section: 'Safeguarding', load: () => import('./dsl/trends-page.tsx') },
  { path: '/teach', title: 'Teaching', roles: TEACHING, section: 'Teaching', load: () => import('./teach/teach-page.tsx') },
  {
    path: '/teach/open',
    title: 'Open a site for a class',
    roles: TEACHING,
    section: null,
    load: () => import('./teach/open-site-page.tsx'),
  },
  { path: '/teach/exam', title: 'Start exam mode', roles: TEACHING, section: null, load: () => import('./teach/exam-page.tsx') },
  {
    path: '/lookups',
    title: 'Who looked at whom',
    roles: ['dpo'],
    section: 'Oversight',
    load: () => import('./oversight/lookups-page.tsx'),
  },
  { path: '/policy', title: 'Policy', roles: POLICY_READERS, section: 'People and policy', load: () => import('./policy/policy-page.tsx') },
  {
    path: '/policy/versions',
    title: 'Versions of the policy',
    roles: POLICY_READERS,
    section: null,
    load: () => import('./policy/versions-page.tsx'),
  },
  {
    path: '/approvals',
    title: 'Approvals',
    roles: POLICY_READERS,
    section: 'People and policy',
    load: () => import('./policy/approvals-page.tsx'),
  },
  {
    path: '/exams',
    title: 'Exam windows',
    roles: EXAM_PLANNERS,
    section: 'People and policy',
    load: () => import('./policy/exams-page.tsx'),
  },
  { path: '/ai-tools', title: 'AI tools', roles: 'any', section: 'People and policy', load: () => import('./policy/ai-tools-page.tsx') },
  {
    path: '/pupil-wifi',
    title: 'Pupils’ own devices',
    roles: WIFI_READERS,
    section: 'People and policy',
    load: () => import('./policy/pupil-wifi-page.tsx'),
  },
  {
    path: '/personal-use',
    title: 'Personal use',
    roles: PERSONAL_USE_READERS,
    section: 'People and policy',
    load: () => import('./people/personal-use-page.tsx'),
  },
  {
    path: '/accounts',
    title: 'Who may do what',
    roles: ADMINISTRATORS,
    section: 'People and policy',
    load: () => import('./people/accounts-page.tsx'),
  },
  { path: '/setup', title: 'Set up', roles: ADMINISTRATORS, section: 'Oversight', load: () => import('./setup/setup-page.tsx') },
  { path: '/reviews', title: 'Reviews', roles: OVERSEERS, section: 'Oversight', load: () => import('./oversight/reviews-page.tsx') },
  { path: '/reviews/:id', title: 'Review', roles: OVERSEERS, section: null, load: () => import('./oversight/review-page.tsx') },
  {
    path: '/open-actions',
    title: 'Open actions',
    roles: OVERSEERS,
    section: 'Oversight',
    load: () => import('./oversight/open-actions-page.tsx'),
  },
  {
    path: '/checks',
    title: 'Checks of the filter',
    roles: OVERSEERS,
    section: 'Oversight',
    load: () => import('./oversight/checks-page.tsx'),
  },
  {
    path: '/known-gaps',
    title: 'Known gaps',
    roles: OVERSEERS,
    section: 'Oversight',
    load: () => import('./oversight/known-gaps-page.tsx'),
  },
  {
    path: '/announcements',
    title: 'Announcements',
    roles: 'any',
    section: 'Oversight',
    load: () => import('./oversight/announcements-page.tsx'),
  },
  {
    path: '/exam-records',
    title: 'Exam records',
    roles: ['head-of-it', 'headteacher'],
    section: 'Oversight',
    load: () => import('./oversight/exam-records-page.tsx'),
  },
  {
    path: '/lesson-use',
    title: 'Opened for lessons',
    roles: WHY_READERS,
    section: 'Oversight',
    load: () => import('./oversight/lesson-use-page.tsx'),
  },
  { path: '/audit', title: 'Audit log', roles: AUDITORS, section: 'Oversight', load: () => import('./oversight/audit-page.tsx') },
  {
    path: '/wrong-access',
    title: 'Wrong access',
    roles: 'any',
    section: 'Oversight',
    load: () => import('./oversight/wrong-access-page.tsx'),
  },
  { path: '/concern', title: 'Report a concern', roles: 'any', section: 'Safeguarding', load: () => import('./concern/concern-page.tsx') },
  { path: '/requests', title: 'Requests', roles: REQUEST_READERS, section: 'Filtering', load: () => import('./it/requests-page.tsx') },
  { path: '/requests/:id', title: 'Request', roles: REQUEST_READERS, section: null, load: () => import('./it/request-page.tsx') },
  { path: '/why', title: 'Why was this blocked?', roles: WHY_READERS, section: 'Filtering', load: () => import('./it/why-page.tsx') },
  { path: '/open-now', title: 'What is open now', roles: IT, section: 'Filtering', load: () => import('./it/open-now-page.tsx') },
  { path: '/open-now/new', title: 'Open a site', roles: IT, section: null, load: () => import('./it/open-new-page.tsx') },
  { path: '/block', title: 'Block a site now', roles: IT, section: 'Filtering', load: () => import('./it/block-page.tsx') },
  {
    path: '/blocked',
    title: 'Blocked most lately',
    roles: REQUEST_READERS,
    section: 'Filtering',
    load: () => import('./it/blocked-page.tsx'),
  },
  { path: '/live', title: 'Live decisions', roles: IT, section: 'Filtering', load: () => import('./it/live-page.tsx') },
  { path: '/try', title: 'Try it', roles: IT, section: 'Filtering', load: () => import('./it/try-page.tsx') },
  { path: '/lists', title: 'Lists', roles: IT, section: 'Filtering', load: () => import('./it/lists-page.tsx') },
  { path: '/leases', title: 'Leases', roles: IT, section: 'Filtering', load: () => import('./it/leases-page.tsx') },
  {
    path: '/bypass',
    title: 'Apps that refuse inspection',
    roles: BYPASS_READERS,
    section: 'Filtering',
    load: () => import('./it/bypass-page.tsx'),
  },
  { path: '/tokens', title: 'Tokens', roles: ['trust-admin'], section: 'Oversight', load: () => import('./it/tokens-page.tsx') },
  { path: '/account', title: 'Your account', roles: 'any', section: 'Your account', load: () => import('./account/account-page.tsx') },
];

/** The page at an address like `/console/incidents/01J…`, whoever asks for it. */
export function pageAt(address: string): ConsolePage | undefined {
  const parts = address.replace(/^\/console/, '').split('/');
  return PAGES.find(({ path }) => {
    const wanted = path.split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at]);
  });
}

export function mayOpen({ roles }: ConsolePage, role: Role): boolean {
  return roles === 'any' || roles.includes(role);
}
