import Type from 'typebox';
import { SEVERITIES } from '../../core/incident.ts';
import type { Problem } from './problem.ts';

/** Whose format a webhook's body has (docs/alerts.md, "Webhooks"). */
export const WEBHOOK_KINDS = ['generic', 'teams', 'cpoms', 'myconcern'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

export const WebhookSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'an id of lower-case letters, digits and hyphens' }),
    kind: Type.Enum([...WEBHOOK_KINDS], { default: 'generic' }),
    url: Type.Optional(Type.String({ minLength: 1 })),
    /** For an address that is a secret itself, as those of Teams are. */
    urlFile: Type.Optional(Type.String({ minLength: 1, description: 'a file with mode 0600 that holds the address' })),
    secretFile: Type.Optional(Type.String({ minLength: 1, description: 'a file with mode 0600 that holds the signing secret' })),
    secretVariable: Type.Optional(
      Type.String({ pattern: '^(?!SCHOOLGATE_)[A-Z][A-Z0-9_]*$', description: 'the name of a variable, such as NORTH_WEBHOOK_SECRET' }),
    ),
    severities: Type.Array(Type.Enum([...SEVERITIES]), { default: ['warning', 'danger'], minItems: 1 }),
  },
  { additionalProperties: false },
);
/** The helpdesk's: told of requests, never of incidents. */
export const RequestWebhookSchema = Type.Pick(WebhookSchema, ['url', 'urlFile', 'secretFile', 'secretVariable'], {
  additionalProperties: false,
});

export type WebhookSettings = Type.Static<typeof WebhookSchema>;

/** A webhook with its address and secret read, ready to be called. */
export interface Webhook {
  readonly id: string;
  readonly kind: WebhookKind;
  readonly url: string;
  /** Base64 of the signing key; null for a kind whose receiver cannot check one. */
  readonly secret: string | null;
}

/** The parts of the file that hold webhooks. */
interface Places {
  readonly trust: { readonly webhooks?: readonly WebhookSettings[] };
  readonly schools: readonly { readonly id: string; readonly webhooks?: readonly WebhookSettings[] }[];
  readonly requests?: { readonly webhook?: Type.Static<typeof RequestWebhookSchema> };
}

/** A configured webhook and where it stands in the file. */
export interface PlacedWebhook {
  readonly settings: WebhookSettings;
  readonly path: Problem['path'];
  /** Null: the trust's, for all schools. */
  readonly school: string | null;
}

/** Every webhook of the file, the trust's first. */
export function webhooksIn({ trust, schools, requests }: Places): PlacedWebhook[] {
  const ofTrust = (trust.webhooks ?? []).map((settings, i) => ({ settings, path: ['trust', 'webhooks', i], school: null }));
  const ofSchools = schools.flatMap(({ id, webhooks = [] }, school) =>
    webhooks.map((settings, i) => ({ settings, path: ['schools', school, 'webhooks', i], school: id })),
  );
  const { webhook } = requests ?? {};
  // Of no severity: no incident goes there.
  const settings: WebhookSettings = { ...webhook, id: 'requests', kind: 'generic', severities: [] };
  return [...ofTrust, ...ofSchools, ...(webhook === undefined ? [] : [{ settings, path: ['requests', 'webhook'], school: null }])];
}

/** What the schema cannot say of them. */
export function* webhookProblems(file: Places): Generator<Problem> {
  const seen = new Set<string>();
  for (const { settings, path } of webhooksIn(file)) {
    const { id, kind, url, urlFile, secretFile, secretVariable } = settings;
    if (seen.has(id)) yield { path: [...path, 'id'], message: 'is the id of an earlier webhook' };
    seen.add(id);
    if ((url === undefined) === (urlFile === undefined)) yield { path, message: 'needs an address: url or urlFile, one of them' };
    const problem = url === undefined ? null : addressProblem(url);
    if (problem !== null) yield { path: [...path, 'url'], message: problem };
    const secrets = [secretFile, secretVariable].filter((one) => one !== undefined).length;
    if (secrets > 1) yield { path, message: 'has two secrets: keep secretFile or secretVariable' };
    if (secrets === 0 && kind !== 'teams') yield { path, message: 'needs a secret to sign with: secretFile or secretVariable' };
  }
}

/** What is wrong with a webhook's address, without repeating it: it may be a secret. Null when it can be used. */
export function addressProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is not an address';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'holds a user name or password; put the secret into secretFile';
  if (hash !== '') return 'holds a #, which is never sent';
  if (protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))) return null;
  return 'must begin with https: (http: only towards this machine)';
}

/** A signing key as base64, with or without the `whsec_` of Standard Webhooks. Undefined when it is none, or too short to be one. */
export function signingKey(text: string): string | undefined {
  const base64 = text.trim().replace(/^whsec_/, '');
  // 24 bytes are 32 characters: Standard Webhooks' least.
  return /^[A-Za-z0-9+/]{32,88}={0,2}$/.test(base64) ? base64 : undefined;
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
