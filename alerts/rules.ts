import type { Webhook } from '../config/schema/webhooks.ts';
import type { AccessRecord } from '../core/access-record.ts';
import type { Assessment, Delivery, Incident, Sighting } from '../core/incident.ts';
import type { NewDelivery, Routing } from '../storage/incidents.ts';
import type { Undelivered } from './deliver/deliverer.ts';
import type { Mail } from './deliver/send-result.ts';
import type { Material } from './material.ts';

/** What alerts decide, apart from how they are carried. */
export interface AlertRules {
  readonly sightingOf: (record: AccessRecord) => Sighting | null;
  /** Remembers the sighting, too. */
  readonly assess: (sighting: Sighting) => Assessment;
  readonly routing: Routing;
  /** Throws for a payload that it does not know. */
  readonly render: (delivery: Delivery, material: Material) => Mail;
  /** As little as can be said without the payload or the incident. */
  readonly renderBare: (delivery: Delivery) => Mail;
  /** The same for webhooks, whose kind `kindOf` tells: their bodies. */
  readonly webhooks: (kindOf: (id: string) => Webhook['kind'] | undefined) => {
    readonly render: (delivery: Delivery, material: Material) => string;
    readonly renderBare: (delivery: Delivery) => string;
  };
  /** Who hears that somebody was not reached. */
  readonly instead: (delivery: Delivery, why: Undelivered, incident: Incident | undefined) => readonly NewDelivery[];
}
