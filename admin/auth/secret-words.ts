import { createHash, randomBytes } from 'node:crypto';

/** Crockford's Base32, in lower case: no letter is taken for a digit. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const RECOVERY_CODES = 10;

/** Groups of random letters, 5 bits each. */
function randomWord(groups: number, length: number): string {
  const word = () => Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return Array.from({ length: groups }, word).join('-');
}

/** 100 bits, to be read from paper once. */
export function newOneTimePassword(): string {
  return randomWord(4, 5);
}

/** 80 bits each: a fast hash keeps them. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => randomWord(4, 4));
}

/** What is stored of a recovery code, however it is typed. */
export function recoveryHash(account: string, code: string): string {
  const plain = code
    .toLowerCase()
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
    .replace(/[^0-9a-z]/g, '');
  return createHash('sha256')
    .update(JSON.stringify([account, plain]))
    .digest('hex');
}
