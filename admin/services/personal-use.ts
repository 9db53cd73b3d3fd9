import { normaliseUserName } from '../../core/identity.ts';
import { type PersonalUseWithdrawal, STANDING } from '../../core/measure.ts';
import { GROUP_WITH_PERSONAL_USE, hasPersonalUse } from '../../core/personal-use.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { endMeasure, personFor, putMeasure, runningMeasures } from './measures.ts';

export interface PersonalUseSwitch {
  readonly person: string;
  readonly permitted: boolean;
  readonly reason: string;
}

/** Withdraws one member of staff's time for personal use until it is given back, or gives it back (row R18). Doing either again changes nothing but the reason. */
export async function switchPersonalUse(
  principal: Principal,
  { person, permitted, reason }: PersonalUseSwitch,
  context: ServiceContext,
): Promise<{ readonly revision: number; readonly warnings: readonly string[] }> {
  const { stores, clock, policy, newId } = context;
  const { warnings, ...whose } = await personFor(principal, person, context, 'personal-use.put');
  const running = (await runningMeasures(principal, 'personal-use', context)).find(
    (one) => normaliseUserName(one.person) === normaliseUserName(person),
  );
  if (permitted) {
    if (running === undefined) return { revision: (await stores.revisions()).overrides, warnings };
    const { revision } = await endMeasure(principal, 'personal-use', { id: running.id, reason }, context);
    return { revision, warnings };
  }
  if (!hasPersonalUse(policy.document()))
    throw new Problem('bad-request', 'The policy gives staff no time for personal use: there is nothing to withdraw.');
  const known = findPerson(policy, person);
  if (known !== undefined && known.group !== GROUP_WITH_PERSONAL_USE)
    throw new Problem('bad-request', `person: "${person}" is not of the group ${GROUP_WITH_PERSONAL_USE}.`);
  const { id = `personal-use-${newId()}`, from = clock() } = running ?? {};
  const withdrawal: PersonalUseWithdrawal = { id, kind: 'personal-use', ...whose, from, until: STANDING, reason, by: principal.actor };
  const { revision } = await putMeasure(principal, withdrawal, context);
  return { revision, warnings };
}
