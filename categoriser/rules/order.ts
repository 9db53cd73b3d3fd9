import { exam } from './exam.ts';
import { locked } from './locked.ts';
import { override, RULES_BELOW_OVERRIDE } from './override.ts';
import { pupilWifi } from './pupil-wifi.ts';
import type { Rule } from './rule.ts';
import { sealed } from './sealed.ts';
import { support } from './support.ts';
import { suspension } from './suspension.ts';
import { urgentBlock } from './urgent-block.ts';

/**
 * The order is the security property: the first rule with an answer decides, so no rule can weaken one above it.
 * Before all of them stands policy-unavailable: without a policy there is nothing to ask.
 *
 * sealed         law first: nothing below may open it, not even support
 * support        help is reachable whatever else holds: suspended, in an exam, or wrongly listed
 * locked         the Prevent duty; above every switch a school or teacher has
 * urgent-block   what had to close at once, or by the trust, is opened by nobody's list or grant
 * suspension     concerns a person, so it stands above everything that opens for a person
 * pupil-wifi     concerns a network, whoever is on it
 * exam           an exam's integrity stands above grants made for lessons
 * override       a named, time-boxed decision beats standing policy
 * group-allow    a written decision for a site beats one for a category, and allow beats block so that
 * group-block    a wrong entry on a long block list can be opened
 * search-term    the words beat the engine, which is itself open
 * category       standing policy
 * default        what no list knows
 */
export const RULES: readonly Rule[] = [
  sealed,
  support,
  locked,
  urgentBlock,
  suspension,
  pupilWifi,
  exam,
  override,
  ...RULES_BELOW_OVERRIDE,
];
