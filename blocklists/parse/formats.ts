import type { SOURCE_FORMATS } from '../../config/schema/config.ts';
import { parseAdblockLine } from './adblock.ts';
import { parseDnsmasqLine } from './dnsmasq.ts';
import { parseDomainsLine } from './domains.ts';
import { parseHostsLine } from './hosts.ts';
import { parseIpLine } from './ip.ts';
import type { LineParser } from './line-parser.ts';
import { parseSealedLine } from './sealed.ts';
import { parseUrlsLine } from './urls.ts';
import { parseWildcardLine } from './wildcard.ts';

export type SourceFormat = (typeof SOURCE_FORMATS)[number];
/** Every format but `ut1`, which is a folder of files in three of them. */
export type FileFormat = Exclude<SourceFormat, 'ut1'>;

export const LINE_PARSERS: Readonly<Record<FileFormat, LineParser>> = {
  domains: parseDomainsLine,
  hosts: parseHostsLine,
  adblock: parseAdblockLine,
  dnsmasq: parseDnsmasqLine,
  wildcard: parseWildcardLine,
  urls: parseUrlsLine,
  ip: parseIpLine,
  sealed: parseSealedLine,
};
