import { InvalidArgumentError } from 'commander';
import type { Config } from '../config/schema/config.ts';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import { GROUP_IDS, type GroupId, isGroupId, ROLES, type Role } from '../core/identity.ts';
import { CommandFailure } from './context.ts';
import { parseDuration } from './duration.ts';

/** Parsers of arguments: what they refuse is wrong usage (exit code 2). */

export function ipArgument(text: string): IpAddress {
  const ip = parseIpAddress(text);
  if (ip === undefined) throw new InvalidArgumentError('It is not an IP address.');
  return ip;
}

export function groupArgument(text: string): GroupId {
  if (!isGroupId(text)) throw new InvalidArgumentError(`Groups: ${GROUP_IDS.join(', ')}.`);
  return text;
}

export function roleArgument(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role === undefined) throw new InvalidArgumentError(`Roles: ${ROLES.join(', ')}.`);
  return role;
}

export function secondsArgument(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InvalidArgumentError('It is not a length of time like 3600, 90m, 8h or 7d.');
  return seconds;
}

/** A name people go by (a user, a computer, a token): printable, without the colon that ends a name in Basic credentials (RFC 7617). */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is not a whole number.');
  return Number(text);
}

export function nameArgument(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 200 || /[\p{Cc}\p{Zl}\p{Zp}:]/u.test(name)) throw new InvalidArgumentError('It is not a name.');
  return name;
}

/** Whom something is for, as `kind:id`. */
export interface ScopeArgument {
  readonly kind: 'person' | 'class' | 'group' | 'school' | 'trust';
  readonly id?: string;
}

/** `trust`, `school:north`, `group:seniors`, `class:north/10B`, `person:mrs.smith`. */
export function scopeArgument(text: string): ScopeArgument {
  const [, kind, id] = /^(person|class|group|school):(.+)$/.exec(text) ?? [];
  if (text === 'trust') return { kind: 'trust' };
  if (kind === 'group' && id !== undefined) return { kind, id: groupArgument(id) };
  if ((kind === 'person' || kind === 'class' || kind === 'school') && id !== undefined) return { kind, id: nameArgument(id) };
  throw new InvalidArgumentError('It is none of trust, school:ID, group:ID, class:ID, person:NAME.');
}

export function scopeText({ kind, id }: { readonly kind: string; readonly id?: string }): string {
  return id === undefined ? kind : `${kind}:${id}`;
}

/** Words that others will read: one line of 3 to 500 characters. */
export function reasonArgument(text: string): string {
  const reason = text.trim();
  if (reason.length < 3 || reason.length > 500 || /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(reason)) {
    throw new InvalidArgumentError('Write one line of 3 to 500 characters.');
  }
  return reason;
}

/** A school must be one of the configuration's. */
export function checkedSchool(school: string | undefined, { schools }: Config): string | null {
  if (school === undefined) return null;
  if (schools.some((one) => one.id === school)) return school;
  const known = schools.length === 0 ? 'the configuration has no schools' : `schools: ${schools.map((one) => one.id).join(', ')}`;
  throw new CommandFailure(`there is no school "${school}"; ${known}`);
}
