import type { IpAddress } from './address.ts';

export const GROUP_IDS = ['infants', 'juniors', 'seniors', 'sixth-form', 'staff', 'guests', 'unidentified'] as const;
/** The group whose policy applies to a request. */
export type GroupId = (typeof GROUP_IDS)[number];

export function isGroupId(value: string): value is GroupId {
  return (GROUP_IDS as readonly string[]).includes(value);
}

export const ATTRIBUTIONS = ['proxy-auth', 'lease', 'radius', 'portal', 'network', 'none'] as const;
/** How the identity was known (rows D26, I15). */
export type Attribution = (typeof ATTRIBUTIONS)[number];

export const ROLES = ['trust-admin', 'it-operator', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'teacher', 'dpo', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const ASCII = /^[ -~]*$/;

/** A user name as it is stored: NFC, which most names are by being ASCII; to have it composed costs more than all else that says who asks. */
export function composedUserName(name: string): string {
  return ASCII.test(name) ? name : name.normalize('NFC');
}

/** The form user names are compared in: NFC, lower case. Schools' directories do not tell `Alice` from `alice`. */
export function normaliseUserName(name: string): string {
  return composedUserName(name).toLowerCase();
}

/** Where somebody is, as the configuration's networks name it. */
export interface NetworkPlace {
  readonly name: string;
  readonly school: string | null;
}

/** Who is asking, decided once per request or CONNECT and carried with the decision. */
export interface Identity {
  readonly username: string | null;
  readonly computer: string | null;
  readonly school: string | null;
  readonly group: GroupId;
  readonly attribution: Attribution;
  /** Absent where the address is in no network of the configuration. */
  readonly network?: NetworkPlace | undefined;
}

/** A client address bound to a person and a computer for a time. */
export interface Lease {
  readonly ip: IpAddress;
  readonly user: string;
  readonly computer: string;
  readonly group: GroupId | null;
  readonly school: string | null;
  readonly expiresAt: number;
}

/** A person known to the product. `passwordHash` is an argon2id PHC string, or null when they cannot sign in by password. */
export interface Person {
  readonly name: string;
  readonly group: GroupId;
  readonly school: string | null;
  readonly role: Role | null;
  readonly passwordHash: string | null;
}
