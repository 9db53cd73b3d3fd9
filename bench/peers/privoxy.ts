import { mkdirSync, writeFileSync } from 'node:fs';
import { findProgram } from '../support/processes.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';

/** A thread for each connection, actions by domain. */
export const privoxy: Peer = {
  name: 'privoxy',
  find: () => findProgram('privoxy'),
  start: ({ program, core, denied }) =>
    startPeer({
      program,
      core,
      versionOption: '--version',
      remark: 'its actions are tried entry by entry, so it has the one domain that is asked for',
      prepare(folder, port) {
        mkdirSync(`${folder}/templates`);
        writeFileSync(
          `${folder}/templates/blocked`,
          '<!DOCTYPE html><html lang="en"><title>Blocked</title><h1>This page is blocked</h1></html>\n',
        );
        writeFileSync(`${folder}/denied.action`, `{ +block{Blocked here.} }\n.${denied[0] ?? ''}\n`);
        writeFileSync(
          `${folder}/config`,
          `confdir ${folder}
logdir ${folder}
logfile access.log
debug 1
listen-address 127.0.0.1:${port}
actionsfile denied.action
toggle 1
max-client-connections 1000
keep-alive-timeout 60
connection-sharing 1
tolerate-pipelining 1
`,
        );
        return ['--no-daemon', `${folder}/config`];
      },
    }),
};
