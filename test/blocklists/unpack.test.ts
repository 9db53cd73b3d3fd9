import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { unpack } from '../../blocklists/fetch/unpack.ts';
import { temporaryFolder } from './workbench.ts';

type Member = Partial<Header> & { readonly name: string; readonly content?: string };

async function archive(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of members) tar.entry(header, content);
  tar.finalize();
  return buffer(tar as unknown as AsyncIterable<Buffer>);
}

async function unpackTree(tar: Uint8Array, maxBytes = 1_000_000): Promise<string> {
  const outer = temporaryFolder();
  const folder = join(outer, 'tree');
  mkdirSync(folder);
  writeFileSync(join(outer, 'body'), tar);
  try {
    await unpack(join(outer, 'body'), folder, 'tree', maxBytes);
  } finally {
    // Whatever the archive said, nothing may be outside the folder.
    expect(readdirSync(outer).sort()).toEqual(['body', 'tree']);
  }
  return folder;
}

test('an archive in the UT1 layout becomes its folders, links becoming second names', async () => {
  const tar = await archive([
    { name: 'blacklists/', type: 'directory' },
    { name: 'blacklists/adult/domains', content: 'one.test\n' },
    { name: 'blacklists/adult/usage', content: 'black\n' },
    { name: 'blacklists/porn', type: 'symlink', linkname: 'adult' },
    { name: 'blacklists/copy/domains', type: 'link', linkname: 'blacklists/adult/domains' },
    { name: 'blacklists/adult/urls', type: 'symlink', linkname: '../other/urls' },
    { name: './blacklists/README', content: 'text' },
  ]);
  const folder = await unpackTree(gzipSync(tar));
  expect(readFileSync(join(folder, 'adult/domains'), 'utf8')).toBe('one.test\n');
  expect(readFileSync(join(folder, 'copy/domains'), 'utf8')).toBe('one.test\n');
  expect(readFileSync(join(folder, 'porn'), 'utf8')).toBe('adult\n');
  expect(readdirSync(folder).sort()).toEqual(['adult', 'copy', 'porn']);
  expect(readdirSync(join(folder, 'adult'))).toEqual(['domains']);
});

test.each<[string, Member]>([
  ['a path that climbs', { name: '../../etc/cron.d/domains', content: 'x' }],
  ['a path that climbs in its middle', { name: 'blacklists/../../adult/domains', content: 'x' }],
  ['an absolute path', { name: '/tmp/adult/domains', content: 'x' }],
  ['a backslash', { name: 'blacklists\\..\\adult/domains', content: 'x' }],
  ['a link out', { name: 'blacklists/adult', type: 'symlink', linkname: '../../../etc' }],
  ['an absolute link', { name: 'blacklists/adult', type: 'symlink', linkname: '/etc' }],
  ['a hard link out', { name: 'blacklists/adult/domains', type: 'link', linkname: '../../etc/passwd' }],
  ['an absolute hard link', { name: 'blacklists/adult/domains', type: 'link', linkname: '/etc/passwd' }],
  ['a device', { name: 'blacklists/adult/domains', type: 'character-device' }],
  ['a fifo', { name: 'blacklists/adult/domains', type: 'fifo' }],
])('an archive with %s is refused whole', async (_what, member) => {
  const tar = await archive([member]);
  await expect(unpackTree(tar)).rejects.toMatchObject({ code: expect.stringMatching(/^archive-(?:escape|device)$/) });
});

test('a link first and a file through it afterwards writes nothing outside', async () => {
  const tar = await archive([
    { name: 'blacklists/adult', type: 'symlink', linkname: 'other' },
    { name: 'blacklists/adult/domains', content: 'one.test\n' },
  ]);
  await expect(unpackTree(tar)).rejects.toMatchObject({ code: expect.stringMatching(/^E(?:EXIST|NOTDIR)$/) });
});

test('an archive that is larger than allowed once unpacked is refused', async () => {
  const tar = await archive([{ name: 'adult/domains', content: 'a'.repeat(200_000) }]);
  await expect(unpackTree(gzipSync(tar), 100_000)).rejects.toMatchObject({ code: 'source-too-large' });
});

test('an archive cut short is refused, wherever it ends', async () => {
  const tar = await archive([{ name: 'adult/domains', content: 'one.test\n'.repeat(1000) }]);
  // Many times: what ends first, the archive or the folder being made for its member, is a race.
  for (let round = 0; round < 20; round++) {
    for (const length of [513, 1024, 5000]) {
      await expect(unpackTree(tar.subarray(0, length))).rejects.toThrow('Unexpected end of data');
    }
  }
  const packed = gzipSync(tar);
  await expect(unpackTree(packed.subarray(0, packed.length - 10))).rejects.toThrow();
});

test('a plain file is no tree, and an archive no plain list', async () => {
  await expect(unpackTree(Buffer.from('one.test\n'))).rejects.toMatchObject({ code: 'source-layout' });
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'body'), await archive([{ name: 'adult/domains', content: 'one.test\n' }]));
  await expect(unpack(join(folder, 'body'), folder, 'file', 1_000_000)).rejects.toMatchObject({ code: 'source-layout' });
  expect(existsSync(join(folder, 'list'))).toBe(false);
});

test('damaged archives are refused or read, and never hang or reach outside', async () => {
  const whole = await archive([
    { name: 'blacklists/adult/domains', content: 'one.test\n'.repeat(100) },
    { name: 'blacklists/porn', type: 'symlink', linkname: 'adult' },
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), async (changes) => {
      const damaged = Buffer.from(whole);
      for (const [position, value] of changes) damaged[position] = value;
      await unpackTree(damaged).catch(() => {});
    }),
    { numRuns: 60 },
  );
});
