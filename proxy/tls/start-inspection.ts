import { hash } from 'node:crypto';
import { compileInspection } from '../../categoriser/inspection/what-to-open.ts';
import type { Config } from '../../config/schema/config.ts';
import { type Result, success } from '../../core/result.ts';
import type { Clock } from '../../core/units.ts';
import { upstreamTrust } from '../../outbound/upstream-tls.ts';
import { certificateReadyPage } from '../../pages/certificate-ready-page.ts';
import { pageHeaders } from '../../pages/headers.ts';
import { pageStyle } from '../../pages/layout.ts';
import { pageSchools } from '../../pages/school.ts';
import { authorityFolder } from '../../storage/authority-files.ts';
import type { OwnAnswer } from '../block/answer.ts';
import type { InspectionBuild } from '../build.ts';
import { LeafStore } from './leaf-store.ts';
import { PinningEvidence } from './pinning.ts';
import { readWorkerAuthority, watchWorkerAuthority } from './worker-authority.ts';

export interface StartedInspection {
  readonly parts: InspectionBuild;
  stop(): void;
}

/** What a worker inspects with. Fails, with one line for people, where there is no authority or its roots cannot be read. */
export function startInspection(settings: Config, clock: Clock, onProblem: (problem: string) => void): Result<StartedInspection> {
  const folder = authorityFolder(settings.at.dataFolder);
  const authority = readWorkerAuthority(folder, clock);
  if (!authority.ok) return authority;
  const trust = upstreamTrust(settings.at.upstreamCaPath);
  if (!trust.ok) return trust;
  const leaves = new LeafStore(authority.value, { clock });
  const watch = watchWorkerAuthority({ folder, clock, onRenewed: (renewed) => leaves.renew(renewed), onProblem });
  const policy = compileInspection(settings.inspection);
  return success({
    parts: { policy, leaves, pinning: new PinningEvidence(clock), trust: trust.value, readyPage: readyPage(settings) },
    stop: watch.stop,
  });
}

function readyPage({ trust, schools }: Config): OwnAnswer {
  const school = pageSchools(trust.name, schools)(null);
  const body = Buffer.from(certificateReadyPage({ school, band: 'plain' }));
  const styleHash = hash('sha256', pageStyle(school.colour), 'base64');
  const headers = pageHeaders({ styleHash, formActions: [], mayBeFramed: false });
  return { status: 200, headers: { ...headers, 'Content-Length': String(body.length) }, body };
}
