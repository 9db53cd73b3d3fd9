import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import { type Hostname, hostnameAsAddress } from '../core/hostname.ts';

/**
 * What looks like a way round the filter, beside the sites that are one (`vpn-proxy`, `dns-over-https`, `remote-access`).
 *
 * other-name    the ClientHello names another site than the CONNECT
 * fronting      a request names another site than the connection it came by
 * not-tls       something other than TLS on the port of secure sites: a VPN, SSH, an app's own protocol
 * bare-address  a site by its address, where no list and no name says what it is
 */
export const CIRCUMVENTIONS = ['other-name', 'fronting', 'not-tls', 'bare-address'] as const;
export type Circumvention = (typeof CIRCUMVENTIONS)[number];

/** Added to the reason of what is allowed; a refusal's own says it. */
const WORDS: Readonly<Partial<Record<Circumvention, string>>> = {
  'other-name': 'The connection is for another site than the one that was asked for.',
  'bare-address': 'The site was asked for by its address instead of its name.',
};

/** The same decision, told as an advisory on circumvention. What is told of already, or never, stays as it is. */
export function asCircumvention(decision: Decision, how: Circumvention): Decision {
  if (!mayBeTold(decision)) return decision;
  const words = WORDS[how];
  const reason = words === undefined ? decision.reason : `${decision.reason} ${words}`;
  return { ...decision, signal: 'advisory', theme: 'circumvention', reason };
}

/** Help is nobody's way round anything; a graver signal, or one of the site's own, says more. */
export function mayBeTold({ signal, recordPath }: Decision): boolean {
  return signal === 'none' && recordPath;
}

/** Whether two names of one connection are of different sites: neither is the other or beneath it. An address is no name. */
export function isOtherSite(asked: Hostname, named: Hostname): boolean {
  if (hostnameAsAddress(asked) !== undefined) return false;
  const [one, other] = [asked, named].map((name) => `.${name.replace(/^www\./, '')}`);
  return one !== undefined && other !== undefined && !one.endsWith(other) && !other.endsWith(one);
}

/** Whether somebody asks for a site by its address, and nothing says what it is. What pages load by themselves is no asking. */
export function isUnknownAddress({ target, intent }: RequestFacts, { rule }: Decision): boolean {
  return rule === 'default' && intent !== 'embed' && intent !== 'prefetch' && hostnameAsAddress(target.hostname) !== undefined;
}
