import { hash } from 'node:crypto';
import { mayBeAskedFor } from '../../core/asking.ts';
import { formatAuthority, formatTarget, type Target } from '../../core/target.ts';
import { epochMs } from '../../core/units.ts';
import { type Band, bandOf } from '../../pages/band.ts';
import { blockPage } from '../../pages/block-page.ts';
import { coachPage } from '../../pages/coach-page.ts';
import { type PageHeaders, pageHeaders } from '../../pages/headers.ts';
import { slot } from '../../pages/html.ts';
import { pageStyle } from '../../pages/layout.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { type PageSchool, pageSchools } from '../../pages/school.ts';
import { momentFormatter } from '../../pages/when.ts';
import type { Subject } from '../../pages/words.ts';
import { COACH_TOKEN_LIFETIME_MS, createCoachTokens } from '../../storage/coach-token.ts';
import { headerLines, NO_BODY, type OwnAnswer, type RefusalInput, type RefusalOptions } from './answer.ts';
import { Template } from './template.ts';

type PageKind = 'block' | 'block-ask' | 'coach' | 'coach-nobody';

interface PreparedPage {
  readonly template: Template;
  readonly headers: PageHeaders;
  /** The headers as they are sent. */
  readonly lines: string;
}

/** A blocked frame shows why it is empty. A page with a button is not to be framed: nobody is to press it unknowingly. */
const MAY_BE_FRAMED = { formActions: [], mayBeFramed: true };
/** A longer URL is not carried through the form: the way on then leads to the site's start. */
const MAX_BACK_LENGTH = 1_500;

/**
 * Block and coach pages. One is prepared per school, band, subject and kind at its first use (a few hundred at most);
 * after that an answer fills in host, reference and time.
 */
export function createRefusalPages(options: RefusalOptions): (input: RefusalInput, subject: Subject) => OwnAnswer {
  const { portalUrl } = options;
  const tokens = createCoachTokens(options.coachTokenKey);
  const askTokens = createCoachTokens(options.coachTokenKey, 'ask');
  const portalOrigin = new URL(portalUrl).origin;
  const schoolOf = pageSchools(options.trustName, options.schools);
  const momentOf = momentFormatter();
  const pages = new Map<PageSchool, Map<string, PreparedPage>>();

  function preparedPage(kind: PageKind, school: PageSchool, band: Band, subject: Subject, hasInstead: boolean): PreparedPage {
    const key = `${kind} ${band} ${hasInstead} ${subject.key}`;
    const ofSchool = pages.get(school) ?? new Map<string, PreparedPage>();
    const known = ofSchool.get(key);
    if (known !== undefined) return known;
    const page = preparePage(kind, school, band, subject, hasInstead);
    pages.set(school, ofSchool.set(key, page));
    return page;
  }

  function preparePage(kind: PageKind, school: PageSchool, band: Band, subject: Subject, hasInstead: boolean): PreparedPage {
    const gaps = { host: slot('host'), reference: slot('reference'), when: slot('when') };
    const shared = { school, band, subject, portalUrl, instead: hasInstead ? slot('instead') : null, ...gaps };
    const wayOn = kind === 'coach' ? { token: slot('token'), back: slot('back') } : null;
    const isCoach = kind === 'coach' || kind === 'coach-nobody';
    const page = isCoach
      ? coachPage({ ...shared, wayOn })
      : blockPage({ ...shared, askToken: kind === 'block-ask' ? slot('token') : null });
    const styleHash = hash('sha256', pageStyle(school.colour), 'base64');
    const hasForm = kind === 'coach' || kind === 'block-ask';
    const headers = pageHeaders({ styleHash, ...(hasForm ? { formActions: [portalOrigin], mayBeFramed: false } : MAY_BE_FRAMED) });
    return { template: new Template(page), headers, lines: headerLines(headers) };
  }

  return (input, subject) => {
    const { decision, decisionId, identity, facts } = input;
    const { username } = identity;
    const kind = kindOf(input);
    const instead = decision.instead === undefined ? '' : decision.instead.join(', ');
    const page = preparedPage(kind, schoolOf(identity.school), bandOf(identity.group), subject, instead !== '');
    const host = facts.target.hostname;
    const reference = groupedReference(decisionId);
    const when = momentOf(facts.at);
    if (kind === 'block' || kind === 'coach-nobody') return answer(input, page, { host, instead, reference, when });
    const expiresAt = epochMs(facts.at + COACH_TOKEN_LIFETIME_MS);
    const grant = { decisionId, clientIp: facts.clientIp, username, host, expiresAt };
    if (kind === 'block-ask') return answer(input, page, { host, instead, reference, when, token: askTokens.sign(grant) });
    const headers = mayReturn(page.headers, facts.target);
    const values = { host, instead, reference, when, token: tokens.sign(grant), back: backUrl(facts) };
    return answer(input, { template: page.template, headers, lines: headerLines(headers) }, values);
  };
}

function answer({ decisionId, facts }: RefusalInput, page: PreparedPage, values: Readonly<Record<string, string>>): OwnAnswer {
  const body = page.template.fill(values);
  const { headers } = page;
  const length = String(body.length);
  return {
    status: 403,
    // Whole at once: an object that is put together of parts costs ten times as much.
    headers: {
      'Schoolgate-Decision': decisionId,
      'Content-Type': headers['Content-Type'],
      'Content-Security-Policy': headers['Content-Security-Policy'],
      'Cache-Control': headers['Cache-Control'],
      'Referrer-Policy': headers['Referrer-Policy'],
      'X-Content-Type-Options': headers['X-Content-Type-Options'],
      'Content-Length': length,
    } satisfies Record<keyof PageHeaders | 'Schoolgate-Decision' | 'Content-Length', string>,
    lines: `Schoolgate-Decision: ${decisionId}\r\n${page.lines}Content-Length: ${length}\r\n`,
    body: facts.method === 'HEAD' ? NO_BODY : body,
  };
}

function kindOf({ decision, identity: { username, group }, fetchDest }: RefusalInput): PageKind {
  if (decision.action === 'coach') return username === null ? 'coach-nobody' : 'coach';
  // In a frame the page says why it is empty; a page with a form is not to be framed.
  const isWholePage = fetchDest === undefined || fetchDest === 'document';
  return username !== null && isWholePage && bandOf(group) !== 'easy' && mayBeAskedFor(decision) ? 'block-ask' : 'block';
}

function backUrl({ method, target }: RefusalInput['facts']): string {
  const page: Target = { ...target, scheme: target.scheme === 'https' || target.scheme === 'wss' ? 'https' : 'http' };
  const start = `${page.scheme}://${formatAuthority(page, page.scheme)}/`;
  if (method !== 'GET' && method !== 'HEAD') return start;
  const url = formatTarget(page, true);
  // Browsers escape everything but printable ASCII; what is not may be cut or changed on its way.
  return url.length <= MAX_BACK_LENGTH && /^[\x21-\x7e]+$/.test(url) ? url : start;
}

/** Chromium holds the redirect that follows a form against `form-action` too: the way back has to be named there. */
function mayReturn(headers: PageHeaders, target: Target): PageHeaders {
  // Anything else (`;` and `'` are lawful in a host) could say something of its own in the header.
  if (!/^[a-z0-9.-]+$/.test(target.hostname)) return headers;
  const site = formatAuthority(target, target.scheme);
  const policy = headers['Content-Security-Policy'];
  return { ...headers, 'Content-Security-Policy': policy.replace('form-action ', `form-action http://${site} https://${site} `) };
}
