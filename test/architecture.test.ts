import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkArchitecture, sourceFiles } from '../scripts/architecture.mjs';

describe('the architecture check', () => {
  it('sees every source file of the product, and nothing wrong', { timeout: 60_000 }, () => {
    const { modules, missing, violations } = checkArchitecture();
    expect(violations).toEqual([]);
    expect(missing).toEqual([]);
    expect(modules.length).toBeGreaterThan(50);
    expect([...modules].sort()).toEqual(sourceFiles());
  });

  it('tells of every kind of wrong import', { timeout: 60_000 }, () => {
    const root = mkdtempSync(join(tmpdir(), 'sg-architecture-'));
    const files = {
      'tsconfig.json': '{}',
      'core/upwards.ts': "import '../proxy/b.ts';",
      'core/type-upwards.ts': "import type { B } from '../proxy/b.ts';",
      'core/node.ts': "import 'node:fs';",
      'proxy/b.ts': 'export type B = 1;',
      'proxy/circle.ts': "import './round.ts';",
      'proxy/round.ts': "import './circle.ts';",
      'proxy/tested.ts': "import '../test/c.ts';",
      'test/c.ts': 'export {};',
    };
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(root, path, '..'), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      expect([...checkArchitecture(root).violations].sort()).toEqual([
        'error core-imports: core/type-upwards.ts → proxy/b.ts',
        'error core-imports: core/upwards.ts → proxy/b.ts',
        'error no-cycles: proxy/circle.ts → proxy/round.ts → proxy/circle.ts',
        'error proxy-imports: proxy/tested.ts → test/c.ts',
        'error pure-folders-use-no-node: core/node.ts → fs',
        'error tests-imported-by-nobody: proxy/tested.ts → test/c.ts',
      ]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
