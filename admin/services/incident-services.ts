import { join } from 'node:path';
import { LiveDirectory } from '../../alerts/live-directory.ts';
import type { Directory } from '../../alerts/routing/directory.ts';
import { type IncidentKey, openIncidentKey } from '../../storage/incident-key.ts';
import type { AdminContext } from '../context.ts';

/** What the incidents' routes and pages work with. */
export interface IncidentServices extends Pick<AdminContext, 'stores' | 'clock' | 'logger'> {
  readonly recordsFolder: string;
  readonly key: IncidentKey;
  /** As it is now: contacts as configured, the calendar of the policy in force. */
  directory(): Promise<Directory>;
}

export function createIncidentServices({
  config,
  stores,
  clock,
  logger,
}: Pick<AdminContext, 'config' | 'stores' | 'clock' | 'logger'>): IncidentServices {
  const contacts = new LiveDirectory(config, stores.policies, clock);
  return {
    stores,
    clock,
    logger,
    recordsFolder: join(config.at.dataFolder, 'records'),
    key: openIncidentKey(config.at.dataFolder),
    async directory() {
      await contacts.refresh();
      return contacts.directory();
    },
  };
}
