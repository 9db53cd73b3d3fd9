import type { Incident } from '../core/incident.ts';
import type { EpochMs } from '../core/units.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import { alertDelivery, webhookDelivery } from './payload.ts';
import type { Directory } from './routing/directory.ts';
import { recipientsOf } from './routing/recipients.ts';
import { webhooksFor } from './routing/webhooks.ts';

/** Everybody and everything to be told of a real incident at once. */
export function alertDeliveries(
  incident: Incident,
  why: 'alert' | 'severity-raised',
  directory: Directory,
  now: EpochMs,
): readonly NewDelivery[] {
  return [
    ...recipientsOf(incident, directory, now).map((recipient) => alertDelivery(incident, recipient, why)),
    ...webhooksFor(incident, directory).map(({ id }) => webhookDelivery(incident, id, why)),
  ];
}
