import { pino } from 'pino';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The operational log: what the product did and what went wrong with it, for whoever runs it. It is not the place for what
 * people do: no URL, host, search term, person, address, credential or header ever goes in, for these belong to the access
 * records, which are guarded and expire. Fields under such names are censored here, as a net under that rule, not in its stead.
 */
export interface Logger {
  error(fields: LogFields, message: string): void;
  error(message: string): void;
  warn(fields: LogFields, message: string): void;
  warn(message: string): void;
  info(fields: LogFields, message: string): void;
  info(message: string): void;
  debug(fields: LogFields, message: string): void;
  debug(message: string): void;
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly part: string;
  readonly instance: string;
  readonly level?: LogLevel;
  /** Takes whole lines. Standard error when absent: standard output belongs to the ready line. */
  readonly destination?: { write(line: string): void };
}

const BROWSING = ['url', 'host', 'hostname', 'sni', 'serverName', 'target', 'query', 'searchTerm', 'referer'];
const PEOPLE = ['username', 'user', 'person', 'computer', 'clientIp', 'ip', 'remoteAddress', 'remotePort'];
const SECRETS = ['password', 'passwordHash', 'secret', 'token', 'credentials', 'key', 'authorization', 'cookie', 'headers', 'body'];
const HYPHENATED = ['proxy-authorization', 'set-cookie'];
/** As far down as these names are looked for. */
const DEPTHS = ['', '*.', '*.*.'];

/** Calls to the network name the host they were made to, in message and stack. */
const NETWORK_CALLS = /^(connect|getaddrinfo|query\w*|read|write|send|recv|bind|listen|shutdown)$/;

/** Makes the one logger of a process: JSON lines with ISO time, written at once. */
export function createLogger({ part, instance, level = 'info', destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { part, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: censoredPaths(), censor: '[not logged]' },
      serializers: { err: describeError, error: describeError },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

function censoredPaths(): string[] {
  const plain = [...BROWSING, ...PEOPLE, ...SECRETS].flatMap((name) => DEPTHS.map((depth) => `${depth}${name}`));
  return [...plain, ...HYPHENATED.flatMap((name) => ['', '*', '*.*'].map((depth) => `${depth}["${name}"]`))];
}

/** An error without what it may carry of a host: of a failed network call only the call and the code are kept. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  const call = 'syscall' in error ? error.syscall : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const isNetwork = (typeof call === 'string' && NETWORK_CALLS.test(call)) || 'hostname' in error || 'host' in error;
  const message = isNetwork ? `${call} ${code}` : error.message;
  return { type: error.name, message, ...(code !== undefined && { code }), stack: frames.join('\n') };
}
