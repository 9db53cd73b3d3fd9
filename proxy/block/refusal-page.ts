import { hash } from 'node:crypto';
import { mayBeAskedFor } from '../../core/asking.ts';
import { formatAuthority, formatTarget, type Target } from '../../core/target.ts';
import { epochMs } from '../../core/units.ts';
import { type Band, bandOf } from '../../pages/band.ts';
import { blockPage } from '../../pages/block-page.ts';
import { coachPage } from '../../pages/coach-page.ts';
import { pageHeaders } from '../../pages/headers.ts';
import { slot } from '../../pages/html.ts';
import { pageStyle } from '../../pages/layout.ts';
import { groupedReference } from '../../pages/refusal-parts.ts';
import { type PageSchool, pageSchools } from '../../pages/school.ts';
import { momentFormatter } from '../../pages/when.ts';
import type { Subject } from '../../pages/words.ts';
import { COACH_TOKEN_LIFETIME_MS, createCoachTokens } from '../../storage/coach-token.ts';
import type { OwnAnswer, RefusalInput, RefusalOptions } from './answer.ts';
import { compileTemplate, type Template } from './template.ts';

type PageKind = 'block' | 'block-ask' | 'coach' | 'coach-nobody';

interface PreparedPage {
  readonly template: Template;
  readonly headers: Readonly<Record<string, string>>;
}

/** A blocked frame shows why it is empty. A page with a button is not to be framed: nobody is to press it unknowingly. */
const MAY_BE_FRAMED = { formActions: [], mayBeFramed: true };
/** A longer URL is not carried through the form: the way on then leads to the site's start. */
const MAX_BACK_LENGTH = 1_500;

/**
 * Block and coach pages. One is prepared per school, band, subject and kind at its first use (a few hundred at most);
 * after that an answer fills in host, reference and time.
 */
export function createRefusalPages(
  options: RefusalOptions,
): (input: RefusalInput, subject: Subject) => Pick<OwnAnswer, 'headers' | 'body'> {
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
    return {
      template: compileTemplate(page),
      headers: pageHeaders({
        styleHash,
        ...(kind === 'coach' || kind === 'block-ask' ? { formActions: [portalOrigin], mayBeFramed: false } : MAY_BE_FRAMED),
      }),
    };
  }

  return (input, subject) => {
    const { decision, decisionId, identity, facts } = input;
    const { username } = identity;
    const kind = kindOf(input);
    const instead = (decision.instead ?? []).join(', ');
    const { template, headers } = preparedPage(kind, schoolOf(identity.school), bandOf(identity.group), subject, instead !== '');
    const host = facts.target.hostname;
    const values = { host, instead, reference: groupedReference(decisionId), when: momentOf(facts.at) };
    if (kind === 'block' || kind === 'coach-nobody') return { headers, body: template.fill(values) };
    const expiresAt = epochMs(facts.at + COACH_TOKEN_LIFETIME_MS);
    const grant = { decisionId, clientIp: facts.clientIp, username, host, expiresAt };
    if (kind === 'block-ask') return { headers, body: template.fill({ ...values, token: askTokens.sign(grant) }) };
    const token = tokens.sign(grant);
    return { headers: mayReturn(headers, facts.target), body: template.fill({ ...values, token, back: backUrl(facts) }) };
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
function mayReturn(headers: Readonly<Record<string, string>>, target: Target): Record<string, string> {
  // Anything else (`;` and `'` are lawful in a host) could say something of its own in the header.
  if (!/^[a-z0-9.-]+$/.test(target.hostname)) return headers;
  const site = formatAuthority(target, target.scheme);
  const policy = headers['Content-Security-Policy'] ?? '';
  return { ...headers, 'Content-Security-Policy': policy.replace('form-action ', `form-action http://${site} https://${site} `) };
}
