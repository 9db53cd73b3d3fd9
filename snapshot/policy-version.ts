import { createHash } from 'node:crypto';
import { atOnce, type Steps } from '../categoriser/policy/steps.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { CATEGORY_IDS } from '../core/category.ts';
import { defaultAction, defaultSwitches } from '../core/default-policy.ts';
import { DEFAULT_SEARCH_TERMS } from '../core/default-search-terms.ts';
import { GROUP_IDS } from '../core/identity.ts';
import type { PolicyDocument } from '../core/policy.ts';

/**
 * The version of a policy: first 12 hex digits of the SHA-256 of its canonical JSON, so equal policies are one version.
 * The shipped defaults it is laid over count too: a release that changes them changes the version.
 */
export function policyVersionOf(document: PolicyDocument): string {
  return atOnce(versionSteps([canonicalJson(document)]));
}

/** About a tenth of a millisecond's work. */
const CHARACTERS_A_STEP = 65_536;

/** The same of a document as it is stored, which is as canonical JSON: of the texts that it consists of. */
export function* versionSteps(document: Iterable<string>): Steps<string> {
  const hash = createHash('sha256').update('{"document":');
  let count = 0;
  for (const text of document) {
    hash.update(text);
    count += text.length;
    if (count < CHARACTERS_A_STEP) continue;
    count = 0;
    yield;
  }
  return hash.update(`,"shipped":${shipped()}}`).digest('hex').slice(0, 12);
}

let text: string | undefined;
/** Made when it is first needed: it takes longer than the rest. */
function shipped(): string {
  text ??= canonicalJson([
    DEFAULT_SEARCH_TERMS,
    GROUP_IDS.map((group) => [defaultSwitches(group), CATEGORY_IDS.map((id) => defaultAction(group, id))]),
  ]);
  return text;
}
