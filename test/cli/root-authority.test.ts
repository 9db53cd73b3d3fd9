import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initRoot, type RootPlace, renewIntermediate, rotateRoot } from '../../cli/root-authority.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { readWorkerAuthority, watchWorkerAuthority } from '../../proxy/tls/worker-authority.ts';
import { readRoots } from '../../storage/authority-files.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 8, 1, 9);

let authority: string;
let at: EpochMs;

beforeEach(() => {
  authority = mkdtempSync(join(tmpdir(), 'sg-authority-'));
  at = epochMs(START);
});
afterEach(() => rmSync(authority, { recursive: true, force: true }));

const pass = (days: number): void => {
  at = epochMs(at + days * DAY_MS);
};
const place = (): RootPlace => ({ folder: authority, keyFolder: authority, organization: 'Tŷ Mawr Trust', clock: () => at });
const rootIds = () => {
  const roots = readRoots(authority);
  return roots.ok ? roots.value.map(({ id }) => id) : roots.failure.code;
};
const intermediateText = () => readFileSync(join(authority, 'intermediate.json'), 'utf8');

it('keeps the key of the root before the one in use, and no older one', async () => {
  await initRoot(place());
  for (let turn = 0; turn < 2; turn++) {
    await rotateRoot(place(), DAY_MS);
    pass(2);
  }
  const [first, second, third] = rootIds();
  expect(
    readdirSync(authority)
      .filter((name) => name.startsWith('root-'))
      .sort(),
  ).toEqual([`root-${second}.pem`, `root-${third}.pem`].sort());
  expect(first).toBeDefined();
});

describe('the authority of the workers', () => {
  it('is renewed ten days before its end, and not before', async () => {
    await initRoot(place());
    const first = intermediateText();
    pass(19);
    expect(await renewIntermediate(place())).toMatchObject({ value: 'kept' });
    pass(2);
    expect(await renewIntermediate(place())).toMatchObject({ value: 'renewed' });
    expect(intermediateText()).not.toBe(first);
    expect(readWorkerAuthority(authority, () => at).ok).toBe(true);
  });

  it.each([
    ['open to others', () => chmodSync(join(authority, 'intermediate.json'), 0o644)],
    ['cut short', () => writeFileSync(join(authority, 'intermediate.json'), intermediateText().slice(0, 400))],
    ['gone', () => rmSync(join(authority, 'intermediate.json'))],
    [
      'of another installation',
      () => writeFileSync(join(authority, 'intermediate.json'), intermediateText().replace(/"rootId":"."?/, '"rootId":"z')),
    ],
  ])('is replaced when its file is %s', async (_how, harm) => {
    await initRoot(place());
    harm();
    expect(await renewIntermediate(place())).toMatchObject({ ok: true, value: 'renewed' });
    expect(readWorkerAuthority(authority, () => at).ok).toBe(true);
  });

  it('is refused by workers when others can read it, with the line that mends it', async () => {
    await initRoot(place());
    chmodSync(join(authority, 'intermediate.json'), 0o640);
    expect(readWorkerAuthority(authority, () => at)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('chmod 600') },
    });
  });
});

it('workers notice a new authority, and one that they cannot use, and go on with the last one', async () => {
  await initRoot(place());
  const seen: string[] = [];
  let wake: () => void = () => {};
  const tell = (what: string): void => {
    seen.push(what);
    wake();
  };
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const watch = watchWorkerAuthority(
    {
      folder: authority,
      clock: () => at,
      onRenewed: ({ fingerprint }) => tell(fingerprint),
      onProblem: tell,
    },
    5,
  );
  const path = join(authority, 'intermediate.json');
  pass(25);
  const renewed = next();
  await renewIntermediate(place());
  await renewed;
  const current = readWorkerAuthority(authority, () => at);
  expect(seen).toEqual([current.ok ? current.value.fingerprint : '']);
  const broken = next();
  chmodSync(path, 0o644);
  utimesSync(path, 1, 1);
  await broken;
  expect(seen.at(-1)).toContain('chmod 600');
  const gone = next();
  rmSync(path);
  await gone;
  expect(seen.at(-1)).toContain('run "schoolgate ca init"');
  watch.stop();
  expect(seen).toHaveLength(3);
});

describe('what goes wrong', () => {
  const due = async () => {
    await initRoot(place());
    pass(25);
  };
  const keyPath = () => join(authority, `root-${rootIds()[0]}.pem`);

  it.each([
    ['a key that others can read', () => chmodSync(keyPath(), 0o604), /mode 0604\); run: chmod 600/],
    ['a damaged key', () => writeFileSync(keyPath(), 'x'), /root [0-9a-f]{16}: the key of the authority cannot be read/],
    ['a missing key', () => rmSync(keyPath()), /is missing: restore it from a backup/],
    ['a clock before the root was made', () => pass(-400), /is this machine's clock right\?/],
    ['a damaged list of roots', () => writeFileSync(join(authority, 'roots.json'), '{"roots":[{}]}'), /roots\.json is damaged/],
  ])('%s is one clear line, and what is there stays', async (_what, harm, line) => {
    await due();
    const before = intermediateText();
    harm();
    const renewed = await renewIntermediate(place());
    expect(renewed).toMatchObject({ ok: false, failure: { message: expect.stringMatching(line) } });
    expect(renewed.ok ? '' : renewed.failure.message).not.toContain('\n');
    expect(intermediateText()).toBe(before);
  });

  it('a disk that takes no more leaves everything as it was', async () => {
    await initRoot(place());
    const before = { ids: rootIds(), files: readdirSync(authority).sort(), workers: intermediateText() };
    // What is written apart cannot be written there: as on a full disk, the file itself is not touched.
    mkdirSync(join(authority, `roots.json.tmp-${process.pid}`, 'taken'), { recursive: true });
    const rotated = await rotateRoot(place(), DAY_MS);
    expect(rotated).toMatchObject({
      ok: false,
      failure: { code: 'authority-unwritable', message: expect.stringContaining('nothing has changed') },
    });
    rmSync(join(authority, `roots.json.tmp-${process.pid}`), { recursive: true, force: true });
    expect({ ids: rootIds(), files: readdirSync(authority).sort(), workers: intermediateText() }).toEqual(before);
  });
});
