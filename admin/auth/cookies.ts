import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/schema/config.ts';
import { Problem } from '../problem.ts';
import { DEVICE_KNOWN_MS } from './known-device.ts';

const SESSION = 'schoolgate_session';
const DEVICE = 'schoolgate_device';
const PROVIDER = 'schoolgate_provider';
const PROVIDER_PATH = '/api/v1/sign-in/oidc';
/** As long as people take to sign in elsewhere. */
const PROVIDER_SECONDS = 10 * 60;
/** Ours, and not what a simple form of another site can send. */
const CONSOLE_HEADER = 'schoolgate-console';
/** A call that the page makes by itself, and so no sign that somebody is there. */
const BACKGROUND_HEADER = 'schoolgate-background';
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** The console's cookies, as this installation's addresses ask for. */
export interface ConsoleCookies {
  session(request: FastifyRequest): string | undefined;
  /** Null clears it. */
  setSession(reply: FastifyReply, secret: string | null): void;
  device(request: FastifyRequest): string | undefined;
  setDevice(reply: FastifyReply, mark: string): void;
  /** The secret of a round trip to a provider. */
  provider(request: FastifyRequest): string | undefined;
  setProvider(reply: FastifyReply, secret: string | null): void;
  /**
   * Refuses what another site's page made the browser send. `withHeader`: also whatever does not carry the console's own header,
   * which is asked of every call that a cookie vouches for.
   */
  refuseCrossSite(request: FastifyRequest, options: { readonly withHeader: boolean }): void;
}

export function createConsoleCookies({ admin }: Pick<Config, 'admin'>): ConsoleCookies {
  // A proxy in front may bring the TLS.
  const isSecure = admin.tls !== undefined || admin.url?.startsWith('https:') === true;
  const session = isSecure ? `__Host-${SESSION}` : SESSION;
  const device = isSecure ? `__Host-${DEVICE}` : DEVICE;
  const provider = isSecure ? `__Secure-${PROVIDER}` : PROVIDER;
  const strict = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure } as const;
  // The provider's page sends the browser back: Strict would leave this one behind.
  const lax = { path: PROVIDER_PATH, httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  const ownOrigin = admin.url === undefined ? undefined : new URL(admin.url).origin;
  return {
    session: ({ cookies }) => cookies[session],
    setSession: (reply, secret) => void (secret === null ? reply.clearCookie(session, strict) : reply.setCookie(session, secret, strict)),
    device: ({ cookies }) => cookies[device],
    setDevice: (reply, mark) => void reply.setCookie(device, mark, { ...strict, maxAge: DEVICE_KNOWN_MS / 1_000 }),
    provider: ({ cookies }) => cookies[provider],
    setProvider: (reply, secret) =>
      void (secret === null ? reply.clearCookie(provider, lax) : reply.setCookie(provider, secret, { ...lax, maxAge: PROVIDER_SECONDS })),
    refuseCrossSite(request, { withHeader }) {
      const { headers, method, protocol, host } = request;
      if (SAFE.includes(method)) return;
      const { origin, 'sec-fetch-site': site } = headers;
      const isForeign =
        (site !== undefined && site !== 'same-origin') ||
        (origin !== undefined && origin !== ownOrigin && origin !== `${protocol}://${host}`);
      if (isForeign) throw new Problem('cross-site', 'This call came from the page of another site.');
      if (withHeader && headers[CONSOLE_HEADER] !== '1')
        throw new Problem('cross-site', `Send "${CONSOLE_HEADER}: 1", as the console does.`);
    },
  };
}

/** A stream asks for itself again by itself, too, and can send no header of ours. */
export function isBackground({ headers }: FastifyRequest): boolean {
  return headers[BACKGROUND_HEADER] === '1' || headers.accept === 'text/event-stream';
}
