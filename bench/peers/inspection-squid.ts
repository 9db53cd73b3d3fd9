import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { epochMs } from '../../core/units.ts';
import { createRoot } from '../../proxy/tls/authority.ts';
import { findProgram } from '../support/processes.ts';
import { COLD_HOSTS, coldHost, WARM_HOST } from '../work/inspection-origin.ts';
import type { Peer } from './peer.ts';
import { startPeer } from './peer-process.ts';
import { squidConfiguration, writeSquidFiles } from './squid.ts';

/** A Squid that was built with OpenSSL, which the one of Debian's package `squid` is not: `squid-openssl`, or where this says. */
const PROGRAM = process.env['SQUID_OPENSSL'];
/** As much as ours has for its secure contexts, and as much again on disk. */
const CERTIFICATE_MEGABYTES = 64;

/** What makes its certificates; it lies beside the program, wherever that is. */
function certificateMaker(program: string): string {
  return join(dirname(program), '../lib/squid/security_file_certgen');
}

function bumping(folder: string, port: number, program: string, originCaPath: string): string {
  const database = `${folder}/certificates`;
  execFileSync(certificateMaker(program), ['-c', '-s', database, '-M', `${CERTIFICATE_MEGABYTES}MB`], { stdio: 'pipe' });
  // Started by root, Squid goes on as a user of its own.
  for (const name of ['', ...readdirSync(database)]) chmodSync(join(database, name), 0o777);
  const { certificatePem, privateKeyPem } = createRoot('Bench', epochMs(Date.now()));
  writeFileSync(`${folder}/authority.pem`, privateKeyPem + certificatePem);
  copyFileSync(originCaPath, `${folder}/origin.pem`);
  return `http_port 127.0.0.1:${port} ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=${CERTIFICATE_MEGABYTES}MB tls-cert=${folder}/authority.pem
sslcrtd_program ${certificateMaker(program)} -s ${database} -M ${CERTIFICATE_MEGABYTES}MB
sslcrtd_children 8 startup=1 idle=1
tls_outgoing_options cafile=${folder}/origin.pem min-version=1.2
acl hello at_step SslBump1
ssl_bump peek hello
ssl_bump bump all
max_filedescriptors 16384
${squidConfiguration(folder)}`;
}

/** Squid as it is usually set up to inspect: it reads the ClientHello, then opens everything. */
export function bumpingSquid(originCaPath: string): Peer {
  return {
    name: 'squid',
    find() {
      const program = PROGRAM ?? findProgram('squid');
      if (program === undefined) return undefined;
      return spawnSync(program, ['-v'], { encoding: 'utf8' }).stdout.includes('--with-openssl') ? program : undefined;
    },
    start: ({ program, core, denied }) =>
      startPeer({
        program,
        core,
        versionOption: '-v',
        prepare(folder, port) {
          // Its own resolver knows no names beneath `localhost`.
          const cold = Array.from({ length: COLD_HOSTS }, (_, number) => coldHost(number));
          writeSquidFiles(folder, denied, ['localhost', WARM_HOST, ...cold]);
          writeFileSync(`${folder}/squid.conf`, bumping(folder, port, program, originCaPath));
          return ['-N', '-f', `${folder}/squid.conf`];
        },
      }),
  };
}
