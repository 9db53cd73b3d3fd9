import { createHmac, randomBytes } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
} from 'openid-client';
import type { ProviderSettings } from '../../config/schema/sign-in.ts';
import { readSecretFile } from '../../config/secret.ts';
import { failure, type Result, success } from '../../core/result.ts';

/** A person waits. */
const TIMEOUT_SECONDS = 10;

/** What a provider vouches for. */
export interface ProviderIdentity {
  /** Null when there is none, or nobody has verified it. */
  readonly email: string | null;
  readonly hasSecondFactor: boolean;
}

/** Signing in at another place (OpenID Connect, authorisation code with PKCE). Failures are `provider-failed`, without data of the person. */
export interface Provider {
  /** Where to send the browser; the secret of this round trip stays with it in a cookie. */
  start(): Promise<Result<{ readonly url: string; readonly secret: string }>>;
  /** `search`: the query that the browser came back with. */
  finish(secret: string, search: string): Promise<Result<ProviderIdentity>>;
}

export function createProvider(settings: ProviderSettings, callbackUrl: string): Provider {
  let discovered: Promise<Configuration> | undefined;
  // One secret in the cookie gives state, nonce and code verifier, of this provider alone: nothing of a round trip is kept here.
  const derived = (secret: string, purpose: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([settings.id, purpose]))
      .digest('base64url');

  /** Asked once, and again after a failure. */
  function configuration(): Promise<Configuration> {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  }

  return {
    start: () =>
      attempted(async () => {
        const secret = randomBytes(32).toString('base64url');
        const url = buildAuthorizationUrl(await configuration(), {
          redirect_uri: callbackUrl,
          scope: 'openid email',
          response_type: 'code',
          state: derived(secret, 'state'),
          nonce: derived(secret, 'nonce'),
          code_challenge: await calculatePKCECodeChallenge(derived(secret, 'verifier')),
          code_challenge_method: 'S256',
          // A second person at a shared computer chooses their own account.
          prompt: 'select_account',
          ...(settings.mfaAcr.length > 0 && { acr_values: settings.mfaAcr.join(' ') }),
        });
        return { url: url.href, secret };
      }),
    finish: (secret, search) =>
      attempted(async () => {
        const client = await configuration();
        const tokens = await authorizationCodeGrant(client, new URL(search, callbackUrl), {
          expectedState: derived(secret, 'state'),
          expectedNonce: derived(secret, 'nonce'),
          pkceCodeVerifier: derived(secret, 'verifier'),
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no ID token');
        const isComplete = settings.emailClaim in claims || client.serverMetadata().userinfo_endpoint === undefined;
        const told = isComplete ? claims : { ...claims, ...(await fetchUserInfo(client, tokens.access_token, claims.sub)) };
        return { email: verifiedEmail(told, settings), hasSecondFactor: showedSecondFactor(claims, settings) };
      }),
  };
}

async function discover({ issuer, clientId, clientSecretFile }: ProviderSettings): Promise<Configuration> {
  const secret = readSecretFile(clientSecretFile);
  if (!secret.ok) throw new Error(secret.failure.message);
  const isPlain = new URL(issuer).protocol === 'http:';
  return discovery(new URL(issuer), clientId, secret.value, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
  });
}

function verifiedEmail(claims: Readonly<Record<string, unknown>>, { emailClaim, verifiedClaim }: ProviderSettings): string | null {
  const email = claims[emailClaim];
  // Entra's `xms_edov` is true, 1 or a text of either.
  const isVerified = [true, 'true', 1, '1'].some((yes) => claims[verifiedClaim] === yes);
  return typeof email === 'string' && email !== '' && isVerified ? email : null;
}

/** What the signed ID token itself says (RFC 8176), never what is merely assumed of a provider. */
function showedSecondFactor({ amr, acr }: IDToken, { mfaAmr, mfaAcr }: ProviderSettings): boolean {
  return (Array.isArray(amr) && amr.some((one) => mfaAmr.includes(String(one)))) || mfaAcr.includes(String(acr));
}

/** Whatever goes wrong on the way is an expected failure: other machines take part. */
async function attempted<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    return failure('provider-failed', typeof code === 'string' ? code : String(name));
  }
}
