import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id as OWASP's Password Storage Cheat Sheet asks for at least: 19 MiB, two passes, one lane. Whoever verifies takes the
 * parameters from the hash itself; these are for new hashes, and for one against which an unknown name is verified in equal time.
 */
export const PASSWORD_HASHING = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** The PHC string to store for a password; about 20 ms on a thread of libuv's pool. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PASSWORD_HASHING);
}

/** Whether a password is the one behind a PHC string; as much work as hashing it. */
export function isPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password);
}
