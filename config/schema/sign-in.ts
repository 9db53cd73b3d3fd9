import Type from 'typebox';
import type { Problem } from './problem.ts';

const strict = { additionalProperties: false } as const;

/** Where people of the school sign in already: Microsoft Entra, Google Workspace, or whatever else speaks OpenID Connect. */
export const ProviderSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'an id of lower-case letters, digits and hyphens' }),
    title: Type.String({ minLength: 1, maxLength: 60, description: 'on the button, such as "Microsoft"' }),
    issuer: Type.String({ minLength: 1, description: 'https: address of the provider' }),
    clientId: Type.String({ minLength: 1 }),
    clientSecretFile: Type.String({ minLength: 1, description: 'a file with mode 0600 that holds the client secret' }),
    emailClaim: Type.String({ minLength: 1, default: 'email', description: 'claim with the e-mail address of the account' }),
    verifiedClaim: Type.String({
      minLength: 1,
      default: 'email_verified',
      description: 'claim that must be true for that address to count',
    }),
    mfaAmr: Type.Array(Type.String({ minLength: 1 }), {
      default: ['mfa'],
      description: 'values of `amr` that say a second factor was shown',
    }),
    mfaAcr: Type.Array(Type.String({ minLength: 1 }), { default: [], description: 'values of `acr` that say so' }),
  },
  strict,
);

export const SignInSchema = Type.Object(
  { providers: Type.Array(ProviderSchema, { default: [], maxItems: 10 }) },
  { ...strict, default: {} },
);

export type ProviderSettings = Type.Static<typeof ProviderSchema>;

/** The parts of the file that they take. */
interface Places {
  readonly signIn: { readonly providers: readonly ProviderSettings[] };
  readonly admin: { readonly url?: string };
}

/** What the schema cannot say of them. */
export function* signInProblems({ signIn: { providers }, admin }: Places): Generator<Problem> {
  for (const [i, { id, issuer }] of providers.entries()) {
    const path = ['signIn', 'providers', i];
    if (providers.findIndex((one) => one.id === id) < i) yield { path: [...path, 'id'], message: 'is the id of an earlier provider' };
    if (!isIssuer(issuer)) yield { path: [...path, 'issuer'], message: 'must be an https: address (http: only towards this machine)' };
  }
  if (providers.length > 0 && admin.url === undefined) {
    yield { path: ['signIn', 'providers'], message: 'need admin.url: the address that a provider sends people back to' };
  }
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, search, hash } = new URL(text);
  if (username !== '' || search !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|\[::1\]|127(?:\.\d+){3})$/.test(hostname));
}
