import type { Delivery, Incident, Sighting } from '../core/incident.ts';
import type { Stores } from '../storage/stores.ts';
import { type DigestMaterial, digestMaterial } from './digest.ts';
import { PayloadError, readDigest, readWeekly } from './payload.ts';
import { type WeeklyMaterial, weeklyMaterial } from './weekly.ts';

/** What a delivery is about, as it is when it is sent. */
export interface Material {
  readonly incident?: Incident;
  /** The incident's newest. */
  readonly sighting?: Sighting;
  readonly digest?: DigestMaterial;
  readonly weekly?: WeeklyMaterial;
}

/** Reads it. A payload that is not known yields nothing: rendering tells. */
export async function materialOf(stores: Pick<Stores, 'incidents'>, delivery: Delivery): Promise<Material> {
  if (delivery.kind === 'digest') return orNothing(async () => ({ digest: await digestMaterial(stores, readDigest(delivery)) }));
  if (delivery.kind === 'weekly-report') return orNothing(async () => ({ weekly: await weeklyMaterial(stores, readWeekly(delivery)) }));
  if (delivery.incident === null) return {};
  const [incident, [sighting]] = await Promise.all([
    stores.incidents.get(delivery.incident),
    stores.incidents.sightings(delivery.incident, 1),
  ]);
  return { ...(incident !== undefined && { incident }), ...(sighting !== undefined && { sighting }) };
}

async function orNothing(read: () => Promise<Material>): Promise<Material> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PayloadError) return {};
    throw error;
  }
}
