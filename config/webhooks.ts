import { failure, type Result, success } from '../core/result.ts';
import type { ConfigFile, Surroundings } from './schema/config.ts';
import { formatPath } from './schema/problem.ts';
import { addressProblem, type PlacedWebhook, signingKey, type Webhook, webhooksIn } from './schema/webhooks.ts';
import { readSecret, readSecretFile } from './secret.ts';

type Ports = Pick<Surroundings, 'proxyPort' | 'adminPort' | 'portalPort'>;

/** Reads addresses and secrets of all webhooks. Problems never show them. */
export function readWebhooks(
  file: Pick<ConfigFile, 'trust' | 'schools' | 'requests'>,
  env: Readonly<Record<string, string | undefined>>,
  ports: Ports,
): { readonly webhooks: readonly Webhook[]; readonly problems: readonly string[] } {
  const webhooks: Webhook[] = [];
  const problems: string[] = [];
  for (const placed of webhooksIn(file)) {
    const read = readWebhook(placed, env, ports);
    if (read.ok) webhooks.push(read.value);
    else problems.push(`${formatPath(placed.path)}.${read.failure.message}`);
  }
  return { webhooks, problems };
}

function readWebhook({ settings }: PlacedWebhook, env: Readonly<Record<string, string | undefined>>, ports: Ports): Result<Webhook> {
  const { id, kind, secretFile, secretVariable } = settings;
  const url = settings.urlFile === undefined ? success(settings.url ?? '') : readSecretFile(settings.urlFile);
  const key = settings.urlFile === undefined ? 'url' : 'urlFile';
  if (!url.ok) return failure('config-invalid', `${key}: ${url.failure.message}`);
  const problem = addressProblem(url.value) ?? ownPortProblem(url.value, ports);
  if (problem !== null) return failure('config-invalid', `${key}: ${problem}`);
  if (secretFile === undefined && secretVariable === undefined) return success({ id, kind, url: url.value, secret: null });
  const [place, text] =
    secretFile === undefined
      ? (['secretVariable', readSecret(env, secretVariable ?? '')] as const)
      : (['secretFile', readSecretFile(secretFile)] as const);
  if (!text.ok) return failure('config-invalid', `${place}: ${text.failure.message}`);
  if (text.value === null) return failure('config-invalid', `${place}: ${secretVariable} is not set`);
  const secret = signingKey(text.value);
  if (secret === undefined) {
    return failure('config-invalid', `${place}: is not base64 of at least 24 bytes; make one with: openssl rand -base64 32`);
  }
  return success({ id, kind, url: url.value, secret });
}

/** Names are looked at when they are resolved; an address of this machine is told now. */
function ownPortProblem(text: string, { proxyPort, adminPort, portalPort }: Ports): string | null {
  const { protocol, hostname, port } = new URL(text);
  if (!/^(?:localhost|\[::1\]|127(?:\.\d+){3})$/.test(hostname)) return null;
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return [proxyPort, adminPort, portalPort].includes(number) ? 'is one of our own ports' : null;
}
