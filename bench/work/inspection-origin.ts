import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { epochMs } from '../../core/units.ts';
import { createRoot, newKeys, openAuthority, privatePem } from '../../proxy/tls/authority.ts';
import { pemOf, signCertificate } from '../../proxy/tls/x509.ts';
import { versionOf } from '../support/machine.ts';
import { type Origin, waitUntilAccepting } from '../support/origin.ts';
import { BenchProcess, findProgram } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** All of it is on 127.0.0.1 (RFC 6761 section 6.3). */
const DOMAIN = 'inspected.localhost';
export const WARM_HOST = `warm.${DOMAIN}`;
/** Names that each proxy can be asked for once: more than the quickest gets through in a run. */
export const COLD_HOSTS = 40_000;
export const coldHost = (number: number): string => `h${number}.${DOMAIN}`;

/** Only there do proxies inspect. */
const PORT = 443;
const BODY_BYTES = 1_024;
const DAY_MS = 86_400_000;

export interface InspectionOrigin extends Origin {
  /** PEM of the root that its certificate stands under. */
  readonly caPath: string;
}

/** nginx with TLS on port 443, which answers 1 kB to everything, for every name beneath `inspected.localhost`. */
export async function startInspectionOrigin(core: number | undefined): Promise<InspectionOrigin> {
  const nginx = findProgram('nginx');
  if (nginx === undefined) throw new Error('nginx is needed as the origin, and is not installed');
  const folder = temporaryFolder();
  const caPath = writeCertificates(folder.path);
  writeFileSync(`${folder.path}/nginx.conf`, configuration(folder.path));
  const started = await BenchProcess.start(nginx, ['-e', 'stderr', '-p', folder.path, '-c', `${folder.path}/nginx.conf`], { core });
  const stop = async (): Promise<void> => {
    await started.stop();
    folder.remove();
  };
  try {
    await waitUntilAccepting(PORT, started);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'localhost', httpPort: 0, tunnelPort: PORT, description: `${versionOf(nginx, '-v')} with TLS, P-256`, caPath, stop };
}

function writeCertificates(folder: string): string {
  const now = epochMs(Date.now());
  const root = createRoot('Bench origin', now);
  const authority = openAuthority(root, now);
  if (!authority.ok) throw new Error(authority.failure.message);
  const { publicKey, privateKey } = newKeys();
  const der = signCertificate({
    subject: { organization: 'Bench origin' },
    publicKey,
    signedBy: authority.value,
    notBefore: authority.value.notBefore,
    notAfter: epochMs(now + DAY_MS),
    serial: randomBytes(16),
    profile: { kind: 'server', hosts: [`*.${DOMAIN}`] },
  });
  writeFileSync(`${folder}/site.pem`, pemOf('CERTIFICATE', der));
  writeFileSync(`${folder}/site.key`, privatePem(privateKey), { mode: 0o600 });
  writeFileSync(`${folder}/ca.pem`, root.certificatePem);
  return `${folder}/ca.pem`;
}

function configuration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  return `daemon off; worker_processes 1; worker_rlimit_nofile 32768; pid ${folder}/nginx.pid; error_log stderr warn;
events { worker_connections 16384; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; default_type text/plain; ${temporary.join(' ')}
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:sessions:16m;
  server {
    listen 127.0.0.1:${PORT} ssl backlog=4096;
    ssl_certificate ${folder}/site.pem; ssl_certificate_key ${folder}/site.key;
    location / { return 200 "${'x'.repeat(BODY_BYTES)}"; }
  }
}
`;
}
