import { verify } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { hashPassword } from '../../storage/password.ts';

it('hashes a password with argon2id at OWASP’s parameters, each time with a new salt', async () => {
  const hashed = await hashPassword('pässword 𝄞');
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verify(hashed, 'pässword 𝄞')).toBe(true);
  expect(await verify(hashed, 'password')).toBe(false);
  expect(await hashPassword('pässword 𝄞')).not.toBe(hashed);
});
