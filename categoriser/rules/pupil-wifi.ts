import { isPupilWifi } from '../../core/measure.ts';
import type { DecisionContext } from '../decision-context.ts';
import { type CompiledWifiClosure, isWithin } from '../policy/compiled-policy.ts';
import type { Rule } from './rule.ts';

/** The network's school decides, not the person's: a visitor from another school uses this one's Wi-Fi. */
function closureFor({ snapshot, identity, at }: DecisionContext): CompiledWifiClosure | undefined {
  const { wifiClosures } = snapshot.document;
  const { network, group } = identity;
  if (wifiClosures.size === 0 || network === undefined || network.school === null || group === 'staff') return undefined;
  const closure = wifiClosures.get(network.school);
  return closure !== undefined && isWithin(closure, at) && isPupilWifi(network.name) ? closure : undefined;
}

/** Wi-Fi for pupils' own devices, where the headteacher does not permit it (row R71). Staff are let through. */
export const pupilWifi: Rule = {
  id: 'pupil-wifi',
  answer(context) {
    const closure = closureFor(context);
    if (closure === undefined) return undefined;
    const { name, school } = context.identity.network ?? { name: '', school: '' };
    const reason = `Blocked because Wi-Fi for pupils' own devices ("${name}") is switched off at the school "${school}": ${closure.reason}`;
    return { action: 'block', category: null, reason, evidence: { ref: closure.id } };
  },
  passedOver: () => 'It does not come over pupil Wi-Fi that is switched off.',
};
