import { createHash } from 'node:crypto';
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
  return versionOfText(canonicalJson(document));
}

/** The same of a document as it is stored, which is as canonical JSON. */
export function versionOfText(document: string): string {
  const parts = ['{"document":', document, `,"shipped":${shipped()}}`];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
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
