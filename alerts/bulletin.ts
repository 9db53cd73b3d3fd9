import Type, { type Static } from 'typebox';
import type { NewDelivery } from '../storage/incidents.ts';
import { addressKey } from './routing/subject.ts';

/** A plain message to somebody of the staff, as it was when it was queued: what is still to do, what was ended, what changes. */
export const BulletinPayload = Type.Object({
  version: Type.Literal(1),
  title: Type.String(),
  words: Type.Array(Type.String()),
  items: Type.Array(Type.String()),
  /** Why this reader gets it. */
  reason: Type.String(),
});
export type Bulletin = Omit<Static<typeof BulletinPayload>, 'version'>;

/** One for each recipient and occasion. */
export function bulletinDelivery(to: string, occasion: string, bulletin: Bulletin): NewDelivery {
  return {
    incident: null,
    kind: 'bulletin',
    channel: 'email',
    to,
    uniqueKey: `bulletin|${occasion}|${addressKey({ email: to })}`,
    payload: { version: 1, ...bulletin },
  };
}
