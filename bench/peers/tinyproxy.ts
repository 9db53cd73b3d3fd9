import { writeFileSync } from 'node:fs';
import { findProgram } from '../support/processes.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';

/** A thread for each connection; a deny list of expressions, each of which it tries for every request, so it gets one entry only. */
export const tinyproxy: Peer = {
  name: 'tinyproxy',
  find: () => findProgram('tinyproxy'),
  start: ({ program, core, denied }) =>
    startPeer({
      program,
      core,
      versionOption: '-v',
      remark:
        'its deny list is tried entry by entry, so it has the one domain that is asked for; it closes each connection without saying so, which the HTTP client counts as a failure',
      prepare(folder, port) {
        writeFileSync(`${folder}/denied`, `^${(denied[0] ?? '').replaceAll('.', '\\.')}$\n`);
        writeFileSync(
          `${folder}/blocked.html`,
          '<!DOCTYPE html><html lang="en"><title>Blocked</title><h1>This page is blocked</h1></html>\n',
        );
        writeFileSync(
          `${folder}/tinyproxy.conf`,
          `Port ${port}
Listen 127.0.0.1
Timeout 60
MaxClients 1000
Allow 127.0.0.1
LogLevel Connect
LogFile "${folder}/access.log"
PidFile "${folder}/tinyproxy.pid"
DefaultErrorFile "${folder}/blocked.html"
Filter "${folder}/denied"
FilterType ere
`,
        );
        return ['-d', '-c', `${folder}/tinyproxy.conf`];
      },
    }),
};
