import type { AlertRules } from '../alerts/rules.ts';
import { crockford } from '../core/decision-id.ts';
import type { Delivery } from '../core/incident.ts';
import { epochMs } from '../core/units.ts';
import { GONE_ADDRESS } from './schools.ts';
import type { World } from './world.ts';

const STUCK_MS = 60_000;
const MOST = 500;

/** The mail server of the week: it takes everything within seconds, but for one address that is no more. */
export class Postman {
  readonly #world: World;
  readonly #rules: Pick<AlertRules, 'instead'>;

  constructor(world: World, rules: Pick<AlertRules, 'instead'>) {
    this.#world = world;
    this.#rules = rules;
  }

  /** Sends what waits, and what is to be told instead of what could not be sent. */
  async deliver(): Promise<void> {
    const { context, now } = this.#world;
    const { outbox, incidents } = context.stores;
    for (let due = await outbox.pending(now(), STUCK_MS, MOST); due.length > 0; due = await outbox.pending(now(), STUCK_MS, MOST)) {
      for (const delivery of due) {
        if (!(await this.#send(delivery))) continue;
        const about = delivery.incident === null ? undefined : await incidents.get(delivery.incident);
        await outbox.add(this.#rules.instead({ ...delivery, answer: UNKNOWN_USER }, 'refused', about), now());
      }
    }
  }

  /** Returns whether the mail server refused it for good. */
  async #send({ id, to }: Delivery): Promise<boolean> {
    const { context, dice, now } = this.#world;
    const { outbox } = context.stores;
    const sentAt = epochMs(Math.min(now() + 400 + dice.below(2_500), this.#world.week.until));
    await outbox.claim(id, now(), STUCK_MS);
    const isRefused = to === GONE_ADDRESS;
    const answer = isRefused ? UNKNOWN_USER : `250 2.0.0 Ok: queued as ${crockford(dice.below(2 ** 30), 6)}`;
    await outbox.settle(id, { status: isRefused ? 'given-up' : 'accepted', answer }, sentAt);
    return isRefused;
  }
}

const UNKNOWN_USER = '550 5.1.1 Recipient address rejected: user unknown';
