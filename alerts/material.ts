import type { Delivery, Incident, Sighting } from '../core/incident.ts';
import type { Stores } from '../storage/stores.ts';
import { type DigestMaterial, digestMaterial } from './digest.ts';
import { PayloadError, readDigest } from './payload.ts';

/** What a delivery is about, as it is when it is sent. */
export interface Material {
  readonly incident?: Incident;
  /** The incident's newest. */
  readonly sighting?: Sighting;
  readonly digest?: DigestMaterial;
}

/** Reads it. A payload that is not known yields nothing: rendering tells. */
export async function materialOf(stores: Pick<Stores, 'incidents'>, delivery: Delivery): Promise<Material> {
  if (delivery.kind === 'digest') return { ...(await digestOf(stores, delivery)) };
  if (delivery.incident === null) return {};
  const [incident, [sighting]] = await Promise.all([
    stores.incidents.get(delivery.incident),
    stores.incidents.sightings(delivery.incident, 1),
  ]);
  return { ...(incident !== undefined && { incident }), ...(sighting !== undefined && { sighting }) };
}

async function digestOf(stores: Pick<Stores, 'incidents'>, delivery: Delivery): Promise<Material> {
  try {
    return { digest: await digestMaterial(stores, readDigest(delivery)) };
  } catch (error) {
    if (error instanceof PayloadError) return {};
    throw error;
  }
}
