import type { Config } from '../config/schema/config.ts';
import type { Clock } from '../core/units.ts';
import { readPolicy } from '../storage/saved-policy.ts';
import type { Stores } from '../storage/stores.ts';
import { contactsOf, type Directory } from './routing/directory.ts';
import { calendarGap } from './routing/school-day.ts';

/** The directory with the calendar of the policy in force. */
export class LiveDirectory {
  readonly #config: Config;
  readonly #policies: Pick<Stores['policies'], 'current'>;
  readonly #clock: Clock;
  #version = '';
  #directory: Directory;
  #gaps: readonly string[];

  constructor(config: Config, policies: Pick<Stores['policies'], 'current'>, clock: Clock) {
    this.#config = config;
    this.#policies = policies;
    this.#clock = clock;
    const { directory, gaps } = contactsOf(config);
    this.#directory = directory;
    this.#gaps = gaps;
  }

  readonly directory = (): Directory => this.#directory;

  get policyVersion(): string {
    return this.#version;
  }

  /** What is missing in the contacts and the calendar, in words for people. */
  readonly gaps = (): readonly string[] => {
    const gap = calendarGap(this.#clock(), this.#directory.calendar);
    return gap === null ? this.#gaps : [...this.#gaps, gap];
  };

  /** Reads the policy in force. A document that cannot be read leaves the calendar as it is: proxies tell of it. */
  async refresh(): Promise<void> {
    const policy = await this.#policies.current(this.#clock());
    if (policy === undefined || policy.version === this.#version) return;
    this.#version = policy.version;
    const document = readPolicy(policy.document);
    if (!document.ok) return;
    const { directory, gaps } = contactsOf(this.#config, document.value.calendar);
    this.#directory = directory;
    this.#gaps = gaps;
  }
}
