/** The error's code (`ECONNREFUSED`, `SQLITE_BUSY`), looking into the several attempts of one connect. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The first line of an error's message, at most 300 characters, without the secrets. */
export function oneLine(error: unknown, secrets: readonly string[] = []): string {
  let line = (error instanceof Error ? error.message : String(error)).split(/[\r\n]/, 1)[0] ?? '';
  for (const secret of secrets) line = line.replaceAll(secret, '…');
  return line.slice(0, 300);
}

/** What must never be shown of a connection URL: its password, as written and as meant. */
export function secretsOf(url: string): string[] {
  const written = /^[a-z+]+:\/\/[^/?#]*?:([^/?#]*)@/i.exec(url)?.[1];
  const query = /[?&]password=([^&#]+)/i.exec(url)?.[1];
  const found: string[] = [];
  for (const secret of [written, query]) {
    if (secret === undefined || secret === '') continue;
    found.push(secret);
    try {
      found.push(decodeURIComponent(secret));
    } catch {
      // Not percent-encoded: as written is all there is.
    }
  }
  return found;
}
