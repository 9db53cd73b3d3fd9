import { mkdirSync, writeFileSync } from 'node:fs';
import { findProgram } from '../support/processes.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';

/** Enough workers for the busiest kind of work; each is a thread. */
const WORKERS = 200;

const PREAUTH_STORY = 'function(pre-authcheck)\nif(true) return false\n';
/** Refuses the sites of one list, by name, in HTTP and CONNECT; passes everything else on unread. */
const STORY = `function(checkrequest)
if(sitein,banned) return setblock
if(true) setgrey
function(checkresponse)
if(true) return false
function(thttps-checkrequest)
if(true) return false
`;
const PAGE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Blocked</title></head>
<body><h1>This page is blocked</h1><p>The address -URL- is not open here. Ask a teacher if you need it for a lesson.</p></body></html>
`;

function configuration(folder: string, port: number): string {
  return `languagedir = '${folder}/languages'
language = 'bench'
loglevel = 3
logfileformat = 6
loglocation = '${folder}/access.log'
pidfilename = '${folder}/e2guardian.pid'
filterip = 127.0.0.1
filterports = ${port}
mapportstoips = off
proxytimeout = 60
connecttimeout = 5
proxyexchange = 61
pcontimeout = 55
filtergroups = 1
filtergroupslist = '${folder}/groups'
preauthstoryboard = '${folder}/preauth.story'
httpworkers = ${WORKERS}
weightedphrasemode = 0
usecustombannedimage = off
usecustombannedflash = off
downloadmanager = '${folder}/manager.conf'
filecachedir = '${folder}'
daemonuser = 'root'
daemongroup = 'root'
`;
}

function groupConfiguration(folder: string): string {
  return `groupname = 'bench'
storyboard = '${folder}/group.story'
sitelist = 'name=banned,messageno=500,path=${folder}/sites'
reportinglevel = 3
maxuploadsize = -1
naughtynesslimit = 1000
disablecontentscan = on
`;
}

/** Filters by sites alone: its phrases, which read every page, are no part of the comparison. */
export const e2guardian: Peer = {
  name: 'e2guardian',
  find: () => findProgram('e2guardian'),
  start: ({ program, core, denied }) =>
    startPeer({
      program,
      core,
      versionOption: '-v',
      remark: 'without its phrase filter; it answers a refusal with 200 and closes, which the HTTP client counts as failures',
      prepare(folder, port) {
        mkdirSync(`${folder}/languages/bench`, { recursive: true });
        for (const name of ['template', 'neterr_template']) writeFileSync(`${folder}/languages/bench/${name}.html`, PAGE);
        writeFileSync(`${folder}/languages/bench/messages`, '"0","Message number absent"\n"500","Banned site: "\n');
        writeFileSync(`${folder}/manager.conf`, "plugname = 'default'\n");
        writeFileSync(`${folder}/groups`, '');
        writeFileSync(`${folder}/preauth.story`, PREAUTH_STORY);
        writeFileSync(`${folder}/group.story`, STORY);
        writeFileSync(`${folder}/sites`, denied.map((domain) => `${domain}\n`).join(''));
        writeFileSync(`${folder}/e2guardianf1.conf`, groupConfiguration(folder));
        writeFileSync(`${folder}/e2guardian.conf`, configuration(folder, port));
        return ['-N', '-c', `${folder}/e2guardian.conf`];
      },
    }),
};
