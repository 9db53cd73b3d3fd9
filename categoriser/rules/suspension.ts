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
    const running = suspensions.get(normaliseUserName(identity.username))?.filter((one) => isWithin(one, at));
    // Of several the one that ends last: that is when access comes back.
    const found = running?.toSorted((one, other) => other.until - one.until)[0];
    if (found === undefined) return undefined;
    const reason = `Blocked because this person's access is suspended until ${formatLondon(found.until)}.`;
    return { action: 'block', category: null, reason, evidence: { ref: found.id } };
  },
  passedOver: () => "This person's access is not suspended.",
};
