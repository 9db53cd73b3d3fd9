import { normaliseUserName } from '../../core/identity.ts';
import { formatLondon } from '../../core/london-time.ts';
import { isWithin } from '../policy/compiled-policy.ts';
import type { Rule } from './rule.ts';

/** A person whose access is suspended reaches nothing but support. */
export const suspension: Rule = {
  id: 'suspension',
  answer({ snapshot, identity, at }) {
    const { suspensions } = snapshot.document;
    if (suspensions.size === 0 || identity.username === null) return undefined;
    const found = suspensions.get(normaliseUserName(identity.username))?.find((one) => isWithin(one, at));
    if (found === undefined) return undefined;
    const reason = `Blocked because this person's access is suspended until ${formatLondon(found.until)}.`;
    return { action: 'block', category: null, reason, evidence: { ref: found.id } };
  },
  passedOver: () => "This person's access is not suspended.",
};
