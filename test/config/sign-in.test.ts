import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-config-'));
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/google'), 'a secret\n', { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const GOOGLE = '{ id: google, title: Google, issuer: "https://accounts.google.com", clientId: c, clientSecretFile: secrets/google }';
function load(providers: string, admin = 'url: "https://schoolgate.example"') {
  writeFileSync(join(folder, 'schoolgate.yaml'), `admin: { ${admin} }\nsignIn: { providers: [${providers}] }\n`);
  return loadConfig({ env: {}, cwd: folder });
}

describe('signIn.providers', () => {
  it('are none by default', () => {
    expect(loadConfig({ env: {}, cwd: folder })).toMatchObject({ ok: true, value: { signIn: { providers: [] } } });
  });

  it('are read with what is usual filled in, and the secret’s file where the configuration is', () => {
    expect(load(GOOGLE)).toMatchObject({
      ok: true,
      value: {
        signIn: {
          providers: [
            {
              id: 'google',
              clientSecretFile: join(folder, 'secrets/google'),
              emailClaim: 'email',
              verifiedClaim: 'email_verified',
              mfaAmr: ['mfa'],
              mfaAcr: [],
            },
          ],
        },
      },
    });
    expect(load(GOOGLE.replace('https://accounts.google.com', 'http://127.0.0.1:9000/x'))).toMatchObject({ ok: true });
  });

  it.each([
    ['the same id twice', `${GOOGLE}, ${GOOGLE}`, undefined, /providers\[1\]\.id: is the id of an earlier provider/],
    ['an issuer in the clear', GOOGLE.replace('https:', 'http:'), undefined, /providers\[0\]\.issuer: must be an https: address/],
    ['an issuer that is no address', GOOGLE.replace('https://accounts.google.com', 'google'), undefined, /issuer: must be/],
    ['credentials in the issuer', GOOGLE.replace('https://', 'https://a:b@'), undefined, /issuer: must be/],
    ['an id that is none', GOOGLE.replace('id: google', 'id: "a/b"'), undefined, /providers\[0\]\.id/],
    ['no address of the console', GOOGLE, 'policySecondPerson: false', /signIn\.providers: need admin\.url/],
    ['no file with the secret', GOOGLE.replace('secrets/google', 'secrets/none'), undefined, /clientSecretFile: .*cannot be read/],
    ['a key that nobody knows', GOOGLE.replace('title', 'titel'), undefined, /titel/],
  ])('are refused with %s', (_what, providers, admin, message) => {
    const loaded = load(providers, admin);
    expect(loaded.ok ? '' : loaded.failure.message).toMatch(message);
  });

  it('are refused with a secret that others can read', () => {
    chmodSync(join(folder, 'secrets/google'), 0o644);
    const loaded = load(GOOGLE);
    expect(loaded.ok ? '' : loaded.failure.message).toMatch(/clientSecretFile: .*can be read by others/);
  });
});
