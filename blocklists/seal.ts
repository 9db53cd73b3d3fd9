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
  const seal = sealer(key);
  yield* header(key);
  let lineNumber = 0;
  for (const raw of plainLines) {
    lineNumber++;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const listed = parseListedUrl(line);
    if (listed === undefined) onSkipped(lineNumber);
    else if (listed.path === '' && !line.includes('://')) yield seal.host(listed.host);
    else yield* seal.page(listed.host, listed.path);
  }
}

/** Seals a file of any plain format, into a file that must not exist. Throws when either cannot be read or written. */
export function sealFile(from: string, to: string, parse: LineParser, key: Buffer): void {
  const file = openSync(to, 'wx', 0o600);
  try {
    const seal = sealer(key);
    const lines = [...header(key)];
    const out: ListEntry[] = [];
    for (const batch of readLineBatches(from)) {
      for (const raw of batch) {
        const line = raw.trim();
        if (line !== '') parse(line, out);
      }
      for (const entry of out.splice(0)) lines.push(...sealEntry(entry, seal));
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
function sealEntry(entry: ListEntry, seal: Sealer): string[] {
  switch (entry.kind) {
    case 'exact':
    case 'suffix':
      return [seal.host(entry.host)];
    case 'url':
      return seal.page(entry.host, entry.path);
    case 'sealed-host':
      return [`host ${entry.hash}`];
    case 'sealed-url':
      return [`url ${entry.hash}`];
    case 'sealed-page-host':
      return [`pages ${entry.hash}`];
    case 'address':
      return [entry.range.first === entry.range.last ? seal.host(entry.range.text) : 'range'];
    case 'expression':
      return ['expression'];
  }
}

function* header(key: Buffer): Generator<string> {
  yield '# sealed list: HMAC-SHA-256 of hosts, of host/path?query, and of hosts that have such pages';
  yield `# key-id: ${sealedKeyId(key)}`;
}

interface Sealer {
  host(host: string): string;
  /** With the mark of its host, the first time. */
  page(host: string, path: string): string[];
}

function sealer(key: Buffer): Sealer {
  const sealed = (kind: 'host' | 'url' | 'pages', text: string): string =>
    `${kind} ${createHmac('sha256', key).update(text).digest('hex')}`;
  const marks = new Set<string>();
  return {
    host: (host) => sealed('host', host),
    page(host, path) {
      const { path: canonicalPath, query } = listedPage(path === '' ? '/' : path);
      const mark = sealed('pages', host);
      const isMarked = marks.has(mark);
      marks.add(mark);
      return [...(isMarked ? [] : [mark]), sealed('url', host + canonicalPath + query)];
    },
  };
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
