import { execFile } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { createIntermediate, createLeaf, createRoot, newKeys, openAuthority, privatePem } from '../../../proxy/tls/authority.ts';
import { DAY_MS, leaf, newChain, now, opened } from './test-authorities.ts';

const run = promisify(execFile);
const HOSTS = ['www.example', 'x.example', `${'a'.repeat(60)}.${'b'.repeat(60)}.example`, '192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7'];
const chain = newChain();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-authority-'));
  writeFileSync(join(folder, 'root.pem'), chain.root.certificatePem);
  writeFileSync(join(folder, 'intermediate.pem'), chain.intermediate.certificatePem);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function text(pem: string): Promise<string> {
  writeFileSync(join(folder, 'shown.pem'), pem);
  return (await run('openssl', ['x509', '-in', join(folder, 'shown.pem'), '-noout', '-text'])).stdout;
}

describe('certificates, as OpenSSL reads them', () => {
  it.each(HOSTS)('a leaf for %s verifies strictly, for that host and no other', async (host) => {
    const path = join(folder, 'leaf.pem');
    writeFileSync(path, createLeaf(chain.intermediate, host, newKeys().publicKey, now()));
    const verify = (name: string) =>
      run('openssl', [
        ...['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', join(folder, 'root.pem')],
        ...['-untrusted', join(folder, 'intermediate.pem'), /[:\d]$/.test(name) ? '-verify_ip' : '-verify_hostname', name, path],
      ]);
    expect((await verify(host)).stdout).toContain('OK');
    await expect(verify('other.example')).rejects.toThrow();
    await expect(verify('192.0.2.8')).rejects.toThrow();
  });

  it('the root may have one authority beneath it, and no name is closed to it', async () => {
    const shown = await text(chain.root.certificatePem);
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:1/);
    expect(shown).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(shown).not.toContain('Name Constraints');
    expect(shown).toContain('ASN1 OID: prime256v1');
  });

  it('the intermediate may have none, and signs servers only', async () => {
    const shown = await text(chain.intermediate.certificatePem);
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(shown).toMatch(/Extended Key Usage: *\s+TLS Web Server Authentication/);
  });

  it('a leaf is no authority, names its issuer’s key, and has a number of 128 random bits', async () => {
    const make = () => createLeaf(chain.intermediate, 'www.example', newKeys().publicKey, now());
    const shown = await text(make());
    expect(shown).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(shown).toMatch(/Key Usage: critical\s+Digital Signature/);
    expect(shown).toMatch(/Subject Key Identifier/);
    expect(shown).toMatch(/Authority Key Identifier/);
    const serials = Array.from({ length: 50 }, () => new X509Certificate(make()).serialNumber);
    expect(new Set(serials).size).toBe(50);
    for (const serial of serials) expect(serial).toMatch(/^01[0-9A-F]{32}$/);
  });

  it('an authority beneath the intermediate counts for nothing', async () => {
    const below = opened(createIntermediate(chain.intermediate, 'Somebody', now()));
    const untrusted = join(folder, 'both.pem');
    writeFileSync(untrusted, chain.intermediate.certificatePem + below.certificatePem);
    writeFileSync(join(folder, 'deep.pem'), createLeaf(below, 'www.example', newKeys().publicKey, now()));
    const verify = run('openssl', ['verify', '-CAfile', join(folder, 'root.pem'), '-untrusted', untrusted, join(folder, 'deep.pem')]);
    await expect(verify).rejects.toThrow(/path length constraint exceeded/);
  });

  it('names with any letters survive', async () => {
    const { certificatePem } = createRoot('Ysgol Tŷ Mawr & “Söhne” 日本 \ud800', now());
    expect(new X509Certificate(certificatePem).subject).toContain('O=Ysgol Tŷ Mawr & “Söhne” 日本 \ufffd');
    const long = createRoot('x'.repeat(200), now());
    expect(new X509Certificate(long.certificatePem).subject).toContain(`O=${'x'.repeat(64)}\n`);
  });

  it('years from 2050 on are written in full', () => {
    const then = epochMs(Date.UTC(2045, 0, 1));
    expect(new X509Certificate(createRoot('Later', then).certificatePem).validToDate.getUTCFullYear()).toBe(2055);
  });
});

describe('how long they last', () => {
  it('begins an hour ago, and never outlives what signed it', () => {
    const at = now();
    const { root, intermediate } = newChain(at);
    const own = new X509Certificate(createLeaf(intermediate, 'a.example', newKeys().publicKey, at));
    expect(at - own.validFromDate.getTime()).toBeGreaterThanOrEqual(3_600_000);
    expect(own.validToDate.getTime() - at).toBeLessThanOrEqual(30 * DAY_MS);
    expect((intermediate.notAfter - at) / DAY_MS).toBeCloseTo(30, 1);
    expect((root.notAfter - at) / (365.25 * DAY_MS)).toBeCloseTo(10, 1);

    const late = epochMs(intermediate.notAfter - DAY_MS);
    const last = new X509Certificate(createLeaf(intermediate, 'a.example', newKeys().publicKey, late));
    expect(last.validToDate.getTime()).toBe(intermediate.notAfter);
    const early = new X509Certificate(createLeaf(intermediate, 'a.example', newKeys().publicKey, intermediate.notBefore));
    expect(early.validFromDate.getTime()).toBe(intermediate.notBefore);
    const lastIntermediate = createIntermediate(root, 'T', epochMs(root.notAfter - DAY_MS));
    expect(new X509Certificate(lastIntermediate.certificatePem).validToDate.getTime()).toBe(root.notAfter);
  });
});

describe('what is refused', () => {
  const { certificatePem } = chain.root;
  const keyed = createRoot('Other', now());
  const selfSigned = leaf({});
  const rsa = privatePem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  it.each([
    ['no certificate', { certificatePem: 'x', privateKeyPem: keyed.privateKeyPem }, 'authority-corrupt', /cannot be read/],
    ['half a key', { certificatePem, privateKeyPem: keyed.privateKeyPem.slice(0, 80) }, 'authority-corrupt', /key .* cannot be read/],
    ['another key', { certificatePem, privateKeyPem: keyed.privateKeyPem }, 'authority-corrupt', /do not belong together/],
    ['an RSA key', { certificatePem, privateKeyPem: rsa }, 'authority-corrupt', /not an elliptic-curve key/],
    ['a leaf', { certificatePem: selfSigned.cert, privateKeyPem: selfSigned.key }, 'authority-corrupt', /not one of an authority/],
  ])('%s', (_name, files, code, message) => {
    const result = openAuthority(files, now());
    expect(result).toMatchObject({ ok: false, failure: { code, message: expect.stringMatching(message) } });
    expect(JSON.stringify(result)).not.toContain(files.privateKeyPem.slice(30, 60));
  });

  it('an authority before its time, or after it', () => {
    const at = now();
    expect(openAuthority(keyed, epochMs(at - DAY_MS))).toMatchObject({
      ok: false,
      failure: { code: 'authority-not-yet', message: expect.stringMatching(/is this machine's clock right\?/) },
    });
    expect(openAuthority(keyed, epochMs(at + 4_000 * DAY_MS))).toMatchObject({ ok: false, failure: { code: 'authority-ended' } });
  });
});
