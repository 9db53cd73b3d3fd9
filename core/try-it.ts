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

/** More networks than this are not tried one by one. */
export const MOST_TRIED_NETWORKS = 200;

/**
 * Loopback addresses that stand for a network of the configuration, by its place there: whoever sends from one of them, which only this
 * machine can, is taken to be on that network. Without a place: on none.
 */
export function tryItRange(place?: number): string {
  return `127.83.${place === undefined ? 0 : place + 1}.0/24`;
}
