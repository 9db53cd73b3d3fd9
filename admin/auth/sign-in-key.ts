import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openKeyStore } from '../../storage/key-store.ts';

const KEY_BYTES = 32;
/** NIST SP 800-38D, 8.2: what AES-GCM takes without hashing it. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What sign-in works out from one key of this installation. Machines that share a database must have the same one. */
export interface SignInKey {
  /** Encrypts a secret for the account it is of: whoever reads the database learns no second factor, nor can move one elsewhere. */
  seal(account: string, secret: string): string;
  /** Undefined for what was not sealed for this account, under this key. */
  open(account: string, sealed: string): string | undefined;
  /** Stands for the fields where they must not be written down: people type passwords where a name belongs. */
  markOf(...fields: readonly string[]): string;
}

/** Made when first asked for. */
export function openSignInKey(dataFolder: string): SignInKey {
  return createSignInKey(openKeyStore(join(dataFolder, 'keys')).key('sign-in', KEY_BYTES));
}

export function createSignInKey(key: Buffer): SignInKey {
  const derived = (purpose: string) => createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES)));
  const [sealing, marking] = [derived('seal'), derived('mark')];
  return {
    seal(account, secret) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(account));
      return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(account, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(account)).setAuthTag(bytes.subarray(-TAG_BYTES));
      const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([opened, decipher.final()]).toString('utf8');
      } catch {
        return undefined; // final() throws when the tag does not fit.
      }
    },
    markOf: (...fields) => createHmac('sha256', marking).update(JSON.stringify(fields)).digest('base64url'),
  };
}
