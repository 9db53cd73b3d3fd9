import { randomUUID } from 'node:crypto';
import { hashPassword, isPassword } from '../../storage/password.ts';
import { Problem } from '../problem.ts';

/** NCSC and NIST SP 800-63B: length, and no rules of composition. */
export const SHORTEST_PASSWORD = 12;
/** Long enough for any phrase; hashing more would be work for nothing. */
export const LONGEST_PASSWORD = 200;
const FEWEST_CHARACTERS = 6;
/** Of libuv's four threads, which reading files needs, too. */
const MOST_AT_ONCE = 2;
/** About a second and a half of hashing; whoever comes then is sent away. */
const MOST_WAITING = 100;
/** What a guesser tries first, and people write when twelve characters are asked for. */
const OBVIOUS = ['password', 'schoolgate', 'qwertyuiop', '1234567890', 'letmein', 'welcome', 'changeme'];

/** Hashes and verifies passwords, a few at a time. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Null stands for an account that is not there: as much work, and false. */
  isRight(passwordHash: string | null, password: string): Promise<boolean>;
}

export function createPasswords(mostWaiting = MOST_WAITING): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  /** Of a password that nobody has. */
  let decoy: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting.length >= mostWaiting)
      throw new Problem('rate-limited', 'Too many people sign in at this moment. Try again in a few seconds.');
    if (running >= MOST_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hashPassword(password.normalize('NFC'))),
    async isRight(passwordHash, password) {
      decoy ??= hashPassword(randomUUID());
      // Awaited either way: the first to come waits for it, whoever that is.
      const other = await decoy;
      const isRight = await inTurn(() => isPassword(passwordHash ?? other, password.normalize('NFC')));
      return isRight && passwordHash !== null;
    },
  };
}

/** Why a password will not do, in words for its owner; undefined when it will. `names`: what is known of them to everybody. */
export function passwordFault(password: string, names: readonly string[]): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase();
  if ([...password].length < SHORTEST_PASSWORD) return `Use at least ${SHORTEST_PASSWORD} characters: three random words will do.`;
  if (new Set(plain).size < FEWEST_CHARACTERS) return 'Use more different characters.';
  const rest = [...OBVIOUS, ...names.map((name) => name.toLowerCase())]
    .filter((word) => word.length > 2)
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, ''), plain);
  if (rest.replace(/[^\p{L}\p{N}]/gu, '').length < FEWEST_CHARACTERS)
    return 'That is easy to guess: it is little more than a name or a well-known password.';
  return undefined;
}
