import { firstMatchIn, maskOf, meets } from '../category-mask.ts';
import type { Rule } from './rule.ts';

const SUPPORT = maskOf(['support']);

/** Helplines and health: always open, whatever else a list says of them, also while suspended or in an exam. */
export const support: Rule = {
  id: 'support',
  answer({ verdict }) {
    if (!meets(verdict, SUPPORT)) return undefined;
    const match = firstMatchIn(verdict, SUPPORT);
    const evidence = match === undefined ? {} : { match };
    return { action: 'allow', category: 'support', reason: 'Allowed because support services are always open.', evidence };
  },
  passedOver: () => 'It is no support service.',
};
