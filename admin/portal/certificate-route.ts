import { hash, X509Certificate } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { BYPASS, BYPASS_BUNDLES, type BypassBundleId } from '../../categoriser/inspection/bypass-bundles.ts';
import { compileInspection, type InspectionSettings, inspectsGroup } from '../../categoriser/inspection/what-to-open.ts';
import { CERTIFICATE_PAGE_STYLE, certificatePage, type SparedSites } from '../../pages/certificate-page.ts';
import { pageHeaders } from '../../pages/headers.ts';
import { pageStyle } from '../../pages/layout.ts';
import { mobileConfig } from '../../pages/mobile-config.ts';
import type { Root } from '../../storage/authority-files.ts';
import type { CertificateSource } from './certificate-source.ts';
import type { Portal } from './portal.ts';

const BUNDLE_TITLES: Readonly<Record<BypassBundleId, string>> = {
  support: 'Helplines',
  assistive: 'Assistive technology',
  health: 'Health',
  banking: 'Banks',
  government: 'Government, police and courts',
  'os-updates': 'Systems’ updates and management',
  'pinned-apps': 'Apps with certificates of their own',
};

/** `GET /certificate`: how a device comes to trust the root, and what is never opened; the files of the root beneath it. */
export function certificateRoute(app: FastifyInstance, portal: Portal, { inspection, roots }: CertificateSource): void {
  const policy = compileInspection(inspection);
  const spared = sparedSites(inspection);
  app.get('/certificate', (request, reply) => {
    const visitor = portal.visitor(request);
    const { portalUrl = `http://${request.host}` } = portal.config.proxy;
    const frame = portal.frame(visitor);
    const page = certificatePage({
      ...frame,
      certificates: roots(visitor.now).map(factsOf),
      isInspected: inspectsGroup(visitor.group, visitor.now, policy),
      notice: policy.startsAt === null ? null : (inspection.notice?.text ?? null),
      address: `${portalUrl}/certificate`,
      spared,
    });
    const styleHash = hash('sha256', pageStyle(frame.school.colour) + CERTIFICATE_PAGE_STYLE, 'base64');
    return reply.headers(pageHeaders({ styleHash, formActions: [], mayBeFramed: false })).send(page);
  });
  app.get<{ Params: { id: string; ending: string } }>('/certificate/root-:id([0-9a-f]{16}).:ending(crt|pem)', (request, reply) => {
    const { id, ending } = request.params;
    const root = roots(portal.visitor(request).now).find((one) => one.id === id);
    if (root === undefined) return reply.callNotFound();
    const name = `schoolgate-root-${id}.${ending}`;
    if (ending === 'pem') return sendFile(reply, name, 'application/x-pem-file', root.certificatePem);
    return sendFile(reply, name, 'application/x-x509-ca-cert', new X509Certificate(root.certificatePem).raw);
  });
  app.get('/certificate/schoolgate.mobileconfig', (request, reply) => {
    const certificates = roots(portal.visitor(request).now).map(({ certificatePem }) => {
      const { raw, fingerprint256 } = new X509Certificate(certificatePem);
      return { fingerprint: fingerprint256, base64: raw.toString('base64') };
    });
    if (certificates.length === 0) return reply.callNotFound();
    const profile = mobileConfig(certificates, portal.config.trust.name);
    return sendFile(reply, 'schoolgate.mobileconfig', 'application/x-apple-aspen-config', profile);
  });
}

function factsOf({ id, certificatePem }: Root) {
  const { fingerprint256, validToDate } = new X509Certificate(certificatePem);
  const until = validToDate.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/London' });
  return { id, fingerprint: fingerprint256, until };
}

function sparedSites({ bypass }: InspectionSettings): SparedSites[] {
  const shipped = BYPASS_BUNDLES.map((id) => ({ title: BUNDLE_TITLES[id], reason: BYPASS[id].reason, hosts: BYPASS[id].hosts }));
  return bypass.length === 0 ? shipped : [...shipped, { title: 'The school’s own choice', reason: 'Chosen by the school.', hosts: bypass }];
}

function sendFile(reply: FastifyReply, name: string, type: string, content: string | Buffer): FastifyReply {
  return reply.header('Content-Type', type).header('Content-Disposition', `attachment; filename="${name}"`).send(content);
}
