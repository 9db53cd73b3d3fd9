import { createHmac } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { listedPage } from '../categoriser/page.ts';
import type { ListEntry } from '../core/list-entry.ts';
import { sealedKeyId } from '../storage/sealed-hash.ts';
import { readLineBatches } from './parse/file-lines.ts';
import type { LineParser } from './parse/line-parser.ts';
import { parseListedUrl } from './parse/urls.ts';

const KEY_ID = /^#\s*key-id:\s*([0-9a-f]{16})\s*$/;
/** The header stands before the entries. */
const HEADER_LINES = 20;

/**
 * Turns a licensed plain list (hosts, and URLs with their paths; one a line) into a sealed one, which names nothing.
 * A line with a path or a scheme is a page and stays one; a bare host is a domain with all beneath it.
 * Yields the lines of the sealed list, header first; `onSkipped` is told the number of each line that is neither.
 */
export function* sealList(
  plainLines: Iterable<string>,
  key: Buffer,
  onSkipped: (lineNumber: number) => void = () => {},
): Generator<string> {
  yield* header(key);
  let lineNumber = 0;
  for (const raw of plainLines) {
    lineNumber++;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const listed = parseListedUrl(line);
    if (listed === undefined) onSkipped(lineNumber);
    else if (listed.path === '' && !line.includes('://')) yield sealed('host', listed.host, key);
    else yield sealedPage(listed.host, listed.path, key);
  }
}

/** Seals a file of any plain format, into a file that must not exist. Throws when either cannot be read or written. */
export function sealFile(from: string, to: string, parse: LineParser, key: Buffer): void {
  const file = openSync(to, 'wx', 0o600);
  try {
    const lines = [...header(key)];
    const out: ListEntry[] = [];
    for (const batch of readLineBatches(from)) {
      for (const raw of batch) {
        const line = raw.trim();
        if (line !== '') parse(line, out);
      }
      for (const entry of out.splice(0)) lines.push(sealEntry(entry, key));
      writeSync(
        file,
        lines
          .splice(0)
          .map((line) => `${line}\n`)
          .join(''),
      );
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** An expression or an address range has no hash: it is written as what the parser of sealed lists skips and counts. */
function sealEntry(entry: ListEntry, key: Buffer): string {
  switch (entry.kind) {
    case 'exact':
    case 'suffix':
      return sealed('host', entry.host, key);
    case 'url':
      return sealedPage(entry.host, entry.path, key);
    case 'sealed-host':
      return `host ${entry.hash}`;
    case 'sealed-url':
      return `url ${entry.hash}`;
    case 'address':
      return entry.range.first === entry.range.last ? sealed('host', entry.range.text, key) : 'range';
    case 'expression':
      return 'expression';
  }
}

function* header(key: Buffer): Generator<string> {
  yield '# sealed list: HMAC-SHA-256 of hosts and of host/path?query';
  yield `# key-id: ${sealedKeyId(key)}`;
}

function sealedPage(host: string, path: string, key: Buffer): string {
  const page = listedPage(path === '' ? '/' : path);
  return sealed('url', host + page.path + page.query, key);
}

function sealed(kind: 'host' | 'url', text: string, key: Buffer): string {
  return `${kind} ${createHmac('sha256', key).update(text).digest('hex')}`;
}

/** The key id in the header of a sealed list, undefined when it names none. */
export function readKeyId(path: string): string | undefined {
  for (const batch of readLineBatches(path)) {
    for (const line of batch.slice(0, HEADER_LINES)) {
      const match = KEY_ID.exec(line.trim());
      if (match !== null) return match[1];
    }
    return undefined;
  }
  return undefined;
}
