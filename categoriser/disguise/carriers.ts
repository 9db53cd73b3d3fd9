import type { Hostname } from '../../core/hostname.ts';
import { GOOGLE_DOMAINS } from '../google-domains.ts';

/**
 * Services that fetch a page for whoever names it to them: translators, archives, caches, readers, image and CORS proxies.
 * Each with its `www.`. Which parameter or path segment names the page is not told apart: any URL
 * in the target counts, so that a new parameter opens no way around.
 */
const CARRIERS = `
  translate.yandex.com translate.yandex.ru translated.turbopages.org
  translatetheweb.com microsofttranslator.com translatoruser-int.com papago.naver.net papago.naver.com fanyi.baidu.com
  webcache.googleusercontent.com googleweblight.com cc.bingj.com
  web.archive.org wayback.archive.org archive.ph archive.today archive.is archive.li archive.vn archive.fo archive.md ghostarchive.org
  r.jina.ai 12ft.io 1ft.io outline.com txtify.it freedium.cfd removepaywalls.com smry.ai printfriendly.com
  cors-anywhere.herokuapp.com corsproxy.io api.allorigins.win api.codetabs.com thingproxy.freeboard.io cors.sh proxy.cors.sh
  images.weserv.nl wsrv.nl i0.wp.com i1.wp.com i2.wp.com i3.wp.com s0.wp.com image.thum.io api.microlink.io
  proxy.duckduckgo.com external-content.duckduckgo.com
  validator.w3.org view.officeapps.live.com`;

/** Beneath these the first label spells the site: a dot as `-`, a hyphen as `--`. Visible even in a CONNECT. */
const LABEL_CARRIERS = ['.translate.goog', '.cdn.ampproject.org'];

const HOSTS: ReadonlySet<string> = new Set(
  [...CARRIERS.trim().split(/\s+/), ...GOOGLE_DOMAINS.map((domain) => `translate.${domain}`)].flatMap((host) => [host, `www.${host}`]),
);

/** A bit for each of a few letters and lengths: spares nearly every other host the look-up. */
const PLACES = new Uint8Array(4096);
for (const host of HOSTS) PLACES[placeOf(host)] = 1;

function placeOf(host: string): number {
  const { length } = host;
  return (host.charCodeAt(0) * 31 + host.charCodeAt(length >> 1) * 149 + host.charCodeAt(length - 2) * 613 + length * 37) & 4095;
}

/** Whether this host fetches pages that its targets name. */
export function isCarrier(host: Hostname): boolean {
  return PLACES[placeOf(host)] === 1 && HOSTS.has(host);
}

/** The site that the host's own first label spells, as text; undefined where it spells none. */
export function siteInLabel(host: Hostname): string | undefined {
  // Both end so, and few hosts do: the price of a character for all others.
  if (host.charCodeAt(host.length - 1) !== LETTER_G) return undefined;
  const suffix = LABEL_CARRIERS.find((one) => host.endsWith(one));
  if (suffix === undefined) return undefined;
  const label = host.slice(0, -suffix.length).split('.').at(-1) ?? '';
  return label.replace(/--|-/g, (hyphens) => (hyphens === '-' ? '.' : '-'));
}

const LETTER_G = 103;
