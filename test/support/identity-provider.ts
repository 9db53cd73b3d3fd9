import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error: it brings no types.
import Provider, { interactionPolicy } from 'oidc-provider';

/** Who signs in at the provider, and what it says of them. */
export interface Person {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: unknown;
  readonly amr?: readonly string[];
  readonly acr?: string;
}

/** A real OpenID Connect provider on this machine, where whoever `person` is signs in without being asked. */
export interface IdentityProvider {
  readonly issuer: string;
  /** From now on. */
  person: Person;
  /** Asked for by the client, with its fields: what the authorisation request and the token request said. */
  readonly asked: URLSearchParams[];
  close(): Promise<void>;
}

export const CLIENT = { id: 'schoolgate', secret: 'a-client-secret-of-some-length' };

/** `claimsInToken`: claims of the person stand in the ID token; otherwise they have to be asked for. */
export async function startIdentityProvider(callbackUrl: string, { claimsInToken = false } = {}): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked: URLSearchParams[] = [];
  const state = { issuer, asked, person: { sub: 'nobody' } as Person };
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [callbackUrl],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified', 'xms_edov'] },
    conformIdTokenClaims: !claimsInToken,
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { policy, url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
    loadExistingGrant: async ({ oidc }: { oidc: { client: { clientId: string }; session: { accountId: string } } }) => {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
  });
  const handle = provider.callback() as (request: IncomingMessage, response: ServerResponse) => void;
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/auth') asked.push(url.searchParams);
    if (!url.pathname.startsWith('/interaction/')) return handle(request, response);
    const { sub, amr, acr } = state.person;
    const login = { accountId: sub, ...(amr && { amr }), ...(acr && { acr }) };
    void provider.interactionFinished(request, response, { login, select_account: {} }, { mergeWithLastSubmission: false });
  });
  return Object.assign(state, {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** Goes where a browser would, from the address a sign-in starts at until the provider sends it back; returns that last address. */
export async function goThrough(start: string, callbackUrl: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 12; hops++) {
    if (url.startsWith(callbackUrl)) return new URL(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider stopped at ${url}: ${response.status} ${(await response.text()).slice(0, 300)}`);
    url = new URL(location, url).href;
  }
  throw new Error('the provider sends the browser round in circles');
}
