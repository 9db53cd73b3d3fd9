import { mkdirSync, writeFileSync } from 'node:fs';
import { findProgram } from '../support/processes.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';

/** What Squid answers to a refused request: a page about as plain as can be. */
const PAGE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Blocked</title></head>
<body><h1>This page is blocked</h1><p>The address %U is not open here. Ask a teacher if you need it for a lesson.</p></body></html>
`;

/** One process, no cache, no helpers; the access log is buffered, as an installation under load would have it. */
function configuration(folder: string, port: number): string {
  return `http_port 127.0.0.1:${port}
workers 1
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

export const squid: Peer = {
  name: 'squid',
  find: () => findProgram('squid'),
  start: ({ program, core, denied }) =>
    startPeer({
      program,
      core,
      versionOption: '-v',
      prepare(folder, port) {
        mkdirSync(`${folder}/errors`);
        writeFileSync(`${folder}/errors/ERR_DENIED`, PAGE);
        writeFileSync(`${folder}/hosts`, '127.0.0.1 localhost\n');
        writeFileSync(`${folder}/denied`, denied.map((domain) => `.${domain}\n`).join(''));
        writeFileSync(`${folder}/squid.conf`, configuration(folder, port));
        return ['-N', '-f', `${folder}/squid.conf`];
      },
    }),
};
