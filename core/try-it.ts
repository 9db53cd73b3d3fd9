/** The names under which the filter is tried out from the console: nobody's, and another one each time. */
const PREFIX = 'try-it-';
const CANARIES = '.schoolgate.test';
/** A canary's own, in place of a keyed hash (categoriser/rules/sealed.ts). */
const SEALED_CANARIES = 'sealed:canary:';

export function tryItName(id: string): string {
  return PREFIX + id;
}

/**
 * Whether a record was made by trying the filter out: nobody is to be alarmed by it. Canaries are no harm, so whoever takes such a name
 * hides nothing by it.
 */
export function isTryIt({ username, host }: { readonly username: string | null; readonly host: string }): boolean {
  return username?.startsWith(PREFIX) === true && (host.endsWith(CANARIES) || host.startsWith(SEALED_CANARIES));
}
