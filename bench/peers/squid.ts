import { mkdirSync, writeFileSync } from 'node:fs';
import { findProgram } from '../support/processes.ts';
import { BLOCKED_HOST } from '../work/kinds.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';

/** What Squid answers to a refused request where it is given no page: one about as plain as can be. */
const PLAIN_PAGE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Blocked</title></head>
<body><h1>This page is blocked</h1><p>The address %U is not open here. Ask a teacher if you need it for a lesson.</p></body></html>
`;

/** One process, no cache, no helpers; the access log is buffered, as an installation under load would have it. All but its port. */
export function squidConfiguration(folder: string): string {
  return `workers 1
visible_hostname squid.bench.test
hosts_file ${folder}/hosts
pid_filename ${folder}/squid.pid
coredump_dir ${folder}
cache_log ${folder}/cache.log
cache_store_log none
cache deny all
buffered_logs on
access_log stdio:${folder}/access.log squid
logfile_rotate 0
pinger_enable off
shutdown_lifetime 0 seconds
error_directory ${folder}/errors
acl denied dstdomain "${folder}/denied"
acl here src 127.0.0.0/8
deny_info ERR_DENIED denied
http_access deny denied
http_access allow here
http_access deny all
`;
}

/** What that configuration refers to. `hosts`: names of this machine. */
export function writeSquidFiles(folder: string, denied: readonly string[], hosts: readonly string[], blockPage?: string): void {
  mkdirSync(`${folder}/errors`);
  writeFileSync(`${folder}/errors/ERR_DENIED`, blockPage === undefined ? PLAIN_PAGE : templateOf(blockPage));
  writeFileSync(`${folder}/hosts`, hosts.map((host) => `127.0.0.1 ${host}\n`).join(''));
  writeFileSync(`${folder}/denied`, denied.map((domain) => `.${domain}\n`).join(''));
}

/** The same page for any host: Squid fills in what follows a percent sign. */
function templateOf(page: string): string {
  return page.replaceAll('%', '%%').replaceAll(BLOCKED_HOST, '%H');
}

export const squid: Peer = {
  name: 'squid',
  find: () => findProgram('squid'),
  start: ({ program, core, denied, blockPage }) =>
    startPeer({
      program,
      core,
      versionOption: '-v',
      prepare(folder, port) {
        writeSquidFiles(folder, denied, ['localhost'], blockPage);
        writeFileSync(`${folder}/squid.conf`, `http_port 127.0.0.1:${port}\n${squidConfiguration(folder)}`);
        return ['-N', '-f', `${folder}/squid.conf`];
      },
    }),
};

/** The same, which answers a refused request with a page of 250 bytes. */
export const squidPlain: Peer = {
  ...squid,
  name: 'squid-plain',
  isAside: true,
  start: ({ program, core, denied }) => squid.start({ program, core, denied }),
};
