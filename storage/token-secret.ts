import { createHash, randomBytes } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^43 > 2^256 */
const SECRET_LENGTH = 43;

/** 256 random bits. The prefix lets secret scanners know one when they see it. */
export function newTokenSecret(): string {
  let value = BigInt(`0x${randomBytes(32).toString('hex')}`);
  let text = '';
  for (let i = 0; i < SECRET_LENGTH; i++) {
    text = `${BASE62[Number(value % 62n)] ?? ''}${text}`;
    value /= 62n;
  }
  return `sg_${text}`;
}

/** What is stored of a token. It has 256 bits of its own: a fast hash keeps it as well as a slow one would. */
export function tokenHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
