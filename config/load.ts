import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Value from 'typebox/value';
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { failure, type Result, success } from '../core/result.ts';
import { type Config, type ConfigFile, ConfigSchema, type Surroundings } from './schema/config.ts';
import { formatPath, type Problem } from './schema/problem.ts';
import { ruleProblems } from './schema/rules.ts';
import { type Environment, type ServerSettings, serverSettings } from './schema/surroundings.ts';
import { validationProblems } from './schema/validation.ts';
import type { WebhookSettings } from './schema/webhooks.ts';
import { readSecret, readSecretFile } from './secret.ts';
import { readWebhooks } from './webhooks.ts';

/** sockaddr_un holds 108 bytes with the closing zero (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 107;

/** The only reader of the environment and of configuration files. All problems are told at once, one line each. */
export function loadConfig({ env, cwd }: { readonly env: Environment; readonly cwd: string }): Result<Config> {
  const problems: string[] = [];
  const configPath = findConfig(env, cwd);
  const read = readFile(configPath);
  problems.push(...read.problems);
  const { settings, problems: serverProblems } = serverSettings(env, read.file, availableParallelism());
  problems.push(...serverProblems);
  const secrets = readSecrets(env, problems);
  if (read.file === undefined || problems.length > 0) return failure('config-invalid', problems.join('\n'));
  const folder = configPath === null ? cwd : dirname(configPath);
  const file = withAbsolutePaths(read.file, folder);
  const { webhooks, problems: webhookProblems } = readWebhooks(file, env, settings);
  problems.push(...fileProblems(file), ...webhookProblems);
  const at = surroundings({ env, cwd, file, configPath, settings, secrets: { ...secrets, webhooks } });
  if (at.upstreamCaPath !== null && !existsSync(at.upstreamCaPath))
    problems.push(`SCHOOLGATE_UPSTREAM_CA: ${at.upstreamCaPath} does not exist`);
  return problems.length > 0 ? failure('config-invalid', problems.join('\n')) : success(deepFreeze({ ...file, at }));
}

function findConfig(env: Environment, cwd: string): string | null {
  if (env['SCHOOLGATE_CONFIG']) return resolve(cwd, env['SCHOOLGATE_CONFIG']);
  const usual = join(cwd, 'schoolgate.yaml');
  return existsSync(usual) ? usual : null;
}

interface ReadFile {
  readonly file: ConfigFile | undefined;
  readonly problems: readonly string[];
}

function readFile(path: string | null): ReadFile {
  if (path === null) return { file: Value.Default(ConfigSchema, {}) as ConfigFile, problems: [] };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { file: undefined, problems: [`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`] };
  }
  return parseFile(path, text);
}

function parseFile(path: string, text: string): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', merge: true, lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => `${path}:${lines.linePos(offset).line}`;
  // What is no YAML is told once: further errors mostly follow from the first.
  const [broken] = document.errors;
  if (broken !== undefined) return { file: undefined, problems: [`${lineOf(broken.pos[0])}: ${broken.message}`] };
  let content: unknown;
  try {
    content = document.toJS() ?? {};
  } catch (error) {
    return { file: undefined, problems: [`${path}: ${(error as Error).message}`] }; // an alias without an anchor, or too many
  }
  const complete = Value.Default(ConfigSchema, content);
  const misfits = validationProblems(ConfigSchema, complete);
  const file = misfits.length > 0 ? undefined : (complete as ConfigFile);
  const problems = file === undefined ? misfits : ruleProblems(file);
  const placed = problems.map((problem) => ({ offset: offsetOf(document, problem.path), text: formatProblem(problem) }));
  placed.sort((a, b) => a.offset - b.offset);
  return { file, problems: placed.map(({ offset, text }) => `${lineOf(offset)}: ${text}`) };
}

/** A message that begins with its place keeps its own wording. */
function formatProblem({ path, message }: Problem): string {
  const place = formatPath(path);
  return place === '' || message.startsWith(place) ? message : `${place}: ${message}`;
}

/** Where a key stands in the text; for one that is missing, where its nearest parent does. */
function offsetOf(document: Document, path: Problem['path']): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

interface Secrets {
  readonly redisUrl: string | null;
  readonly databaseUrl: string | null;
  readonly smtpUrl: string | null;
  readonly webhooks: Surroundings['webhooks'];
}

function readSecrets(env: Environment, problems: string[]): Omit<Secrets, 'webhooks'> {
  const url = (name: string, protocols: readonly string[]): string | null => {
    const read = readSecret(env, name);
    if (!read.ok) problems.push(read.failure.message);
    const value = read.ok ? read.value : null;
    if (value === null || (URL.canParse(value) && protocols.includes(new URL(value).protocol))) return value;
    problems.push(`${name}: must be a URL that begins with ${protocols.join(' or ')}`);
    return null;
  };
  return {
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:']),
    smtpUrl: url('SMTP_URL', ['smtp:', 'smtps:']),
  };
}

/** Places in the file are relative to the file's own folder, wherever the product is started from. */
function withAbsolutePaths(file: ConfigFile, folder: string): ConfigFile {
  const { blocklists, admin, server, trust, schools, inspection, requests, signIn } = file;
  const absolute = <T extends Pick<ConfigFile['trust'], 'webhooks'>>(one: T): T =>
    one.webhooks === undefined ? one : { ...one, webhooks: one.webhooks.map((webhook) => withAbsoluteFiles(webhook, folder)) };
  const base = pathToFileURL(`${folder}/`);
  const sources = blocklists?.sources.map((source) => ({
    ...source,
    url: new URL(source.url, base).href,
    ...(source.keyFile === undefined ? {} : { keyFile: resolve(folder, source.keyFile) }),
  }));
  return {
    ...file,
    trust: absolute(trust),
    schools: schools.map(absolute),
    requests: requests.webhook === undefined ? requests : { ...requests, webhook: withAbsoluteFiles(requests.webhook, folder) },
    ...(blocklists === undefined || sources === undefined ? {} : { blocklists: { ...blocklists, sources } }),
    admin:
      admin.tls === undefined
        ? admin
        : { ...admin, tls: { certFile: resolve(folder, admin.tls.certFile), keyFile: resolve(folder, admin.tls.keyFile) } },
    signIn: {
      providers: signIn.providers.map((one) => ({ ...one, clientSecretFile: resolve(folder, one.clientSecretFile) })),
    },
    inspection:
      inspection.rootKeyFolder === undefined ? inspection : { ...inspection, rootKeyFolder: resolve(folder, inspection.rootKeyFolder) },
    server: {
      ...server,
      ...(server.data === undefined ? {} : { data: resolve(folder, server.data) }),
      ...(server.upstreamCa === undefined ? {} : { upstreamCa: resolve(folder, server.upstreamCa) }),
    },
  };
}

function withAbsoluteFiles<T extends Pick<WebhookSettings, 'urlFile' | 'secretFile'>>(webhook: T, folder: string): T {
  const { urlFile, secretFile } = webhook;
  return {
    ...webhook,
    ...(urlFile === undefined ? {} : { urlFile: resolve(folder, urlFile) }),
    ...(secretFile === undefined ? {} : { secretFile: resolve(folder, secretFile) }),
  };
}

/** Files that the configuration names and that a start would fail without. */
function fileProblems({ admin: { tls }, signIn: { providers } }: ConfigFile): string[] {
  const secrets = providers.flatMap(({ clientSecretFile }, i) => {
    const secret = readSecretFile(clientSecretFile);
    return secret.ok ? [] : [`signIn.providers[${i}].clientSecretFile: ${secret.failure.message}`];
  });
  if (tls === undefined) return secrets;
  const key = readSecretFile(tls.keyFile);
  return [
    ...secrets,
    ...(existsSync(tls.certFile) ? [] : [`admin.tls.certFile: ${tls.certFile} does not exist`]),
    ...(key.ok ? [] : [`admin.tls.keyFile: ${key.failure.message}`]),
  ];
}

function surroundings(from: {
  readonly env: Environment;
  readonly cwd: string;
  readonly file: ConfigFile;
  readonly configPath: string | null;
  readonly settings: ServerSettings;
  readonly secrets: Secrets;
}): Surroundings {
  const { env, cwd, file, configPath, settings, secrets } = from;
  const dataFolder = resolve(cwd, env['SCHOOLGATE_DATA'] || (file.server.data ?? 'data'));
  const upstreamCa = env['SCHOOLGATE_UPSTREAM_CA'] || file.server.upstreamCa;
  const upstreamCaPath = upstreamCa ? resolve(cwd, upstreamCa) : null;
  return { ...settings, ...secrets, dataFolder, configPath, upstreamCaPath, redisSocketPath: socketPath(dataFolder) };
}

function socketPath(dataFolder: string): string {
  const usual = join(dataFolder, 'redis', 'redis.sock');
  if (Buffer.byteLength(usual) <= MAX_SOCKET_PATH_BYTES) return usual;
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  return `/tmp/schoolgate-${process.getuid?.() ?? 0}-${name}/redis.sock`;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
