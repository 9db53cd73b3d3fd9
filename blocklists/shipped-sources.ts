import type { ListSource } from '../config/schema/config.ts';

/**
 * Where lists come from when schoolgate.yaml names no sources: the publishers' own addresses, fetched at run time.
 * Nothing of them is shipped. Our seed lists are always loaded besides (compile-job.ts).
 */
export const SHIPPED_SOURCES: readonly ListSource[] = [
  {
    id: 'ut1',
    format: 'ut1',
    url: 'https://dsi.ut-capitole.fr/blacklists/download/blacklists.tar.gz',
    licence: 'CC-BY-SA-4.0',
    minEntries: 100_000,
  },
  {
    id: 'urlhaus',
    format: 'hosts',
    url: 'https://urlhaus.abuse.ch/downloads/hostfile/',
    category: 'malware',
    licence: 'CC0-1.0',
  },
  {
    id: 'blocklistproject-phishing',
    format: 'hosts',
    url: 'https://blocklistproject.github.io/Lists/phishing.txt',
    category: 'phishing',
    licence: 'Unlicense',
    minEntries: 1000,
  },
  {
    id: 'blocklistproject-scam',
    format: 'hosts',
    url: 'https://blocklistproject.github.io/Lists/scam.txt',
    category: 'fraud',
    licence: 'Unlicense',
    minEntries: 100,
  },
  {
    id: 'blocklistproject-torrent',
    format: 'hosts',
    url: 'https://blocklistproject.github.io/Lists/torrent.txt',
    category: 'peer-to-peer',
    licence: 'Unlicense',
    minEntries: 100,
  },
];
