import { writeFileSync } from 'node:fs';
import type { RunningProxy } from '../../bench/peers/peer.ts';
import { startPeer } from '../../bench/peers/peer-process.ts';

/** As Debian ships it, but for what lets it reach this machine: no cache, no disk, tunnels to any port. */
function configuration(folder: string, port: number): string {
  return `http_port 127.0.0.1:${port}
visible_hostname squid.test
hosts_file ${folder}/hosts
pid_filename ${folder}/squid.pid
coredump_dir ${folder}
cache_log ${folder}/cache.log
cache_store_log none
access_log none
cache deny all
pinger_enable off
shutdown_lifetime 0 seconds
acl denied dstdomain blocked.test
acl here src 127.0.0.0/8
http_access deny denied
http_access allow here
http_access deny all
http_upgrade_request_protocols websocket allow all
`;
}

export function startSquid(program: string): Promise<RunningProxy> {
  return startPeer({
    program,
    core: undefined,
    versionOption: '-v',
    prepare(folder, port) {
      writeFileSync(`${folder}/hosts`, '127.0.0.1 localhost site.test blocked.test\n');
      writeFileSync(`${folder}/squid.conf`, configuration(folder, port));
      return ['-N', '-f', `${folder}/squid.conf`];
    },
  });
}
