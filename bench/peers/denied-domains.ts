import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLineBatches } from '../../blocklists/parse/file-lines.ts';
import { type FileFormat, LINE_PARSERS } from '../../blocklists/parse/formats.ts';
import type { ListEntry } from '../../core/list-entry.ts';
import { SHARED_DATA } from '../support/product.ts';
import { BLOCKED_HOST } from '../work/kinds.ts';

/**
 * The domains that peers refuse: those of the lists that ours has loaded. Peers know domains only, so pages, addresses and
 * expressions are left to ours; what another domain covers is left out, because Squid warns about each.
 */
export function deniedDomains(hasRealLists: boolean): string[] {
  const all = new Set<string>([BLOCKED_HOST]);
  for (const [path, format] of hasRealLists ? files() : []) {
    for (const batch of readLineBatches(path)) for (const line of batch) addDomains(LINE_PARSERS[format], line, all);
  }
  return [...all].filter((domain) => !hasParentIn(domain, all));
}

function addDomains(parse: (line: string, out: ListEntry[]) => unknown, line: string, into: Set<string>): void {
  const entries: ListEntry[] = [];
  parse(line, entries);
  for (const entry of entries) if (entry.kind === 'exact' || entry.kind === 'suffix') into.add(entry.host);
}

function files(): [string, FileFormat][] {
  const ut1 = join(SHARED_DATA, 'ut1');
  const folders = readdirSync(ut1).map((name): [string, FileFormat] => [join(ut1, name, 'domains'), 'domains']);
  const samples: [string, FileFormat][] = [
    [join(SHARED_DATA, 'formats/phishing.domains'), 'domains'],
    [join(SHARED_DATA, 'formats/drugs.hosts'), 'hosts'],
    [join(SHARED_DATA, 'formats/scam.adblock'), 'adblock'],
    [join(SHARED_DATA, 'formats/torrent.dnsmasq'), 'dnsmasq'],
  ];
  return [...folders, ...samples].filter(([path]) => existsSync(path));
}

/** Also for a bare top-level domain, which real lists contain and which would cover what the bench asks for. */
function hasParentIn(domain: string, all: ReadonlySet<string>): boolean {
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) if (all.has(domain.slice(dot + 1))) return true;
  return !domain.includes('.');
}
