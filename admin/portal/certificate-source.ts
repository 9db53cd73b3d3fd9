import type { InspectionSettings } from '../../categoriser/inspection/what-to-open.ts';
import type { Config } from '../../config/schema/config.ts';
import type { EpochMs } from '../../core/units.ts';
import { authorityFolder, type Root, readRoots, rootsToTrust } from '../../storage/authority-files.ts';

/** What the page of the certificate is about. */
export interface CertificateSource {
  readonly inspection: InspectionSettings;
  /** The roots that devices have to trust at that time; none before there is an authority. */
  roots(at: EpochMs): readonly Root[];
}

/** Read anew for every page: a rotation shows at once. */
export function certificateSource({ at: { dataFolder }, inspection }: Config): CertificateSource {
  const folder = authorityFolder(dataFolder);
  return {
    inspection,
    roots(at) {
      const roots = readRoots(folder);
      return roots.ok ? rootsToTrust(roots.value, at) : [];
    },
  };
}
