import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';

const NOTICE = 'notice: { text: We inspect., from: "2026-09-01", dpia: DPIA-7 }';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(inspection: string) {
  const path = join(folder, 'schoolgate.yaml');
  writeFileSync(path, `inspection: { ${inspection} }\n`);
  const config = loadConfig({ env: {}, cwd: folder });
  return config.ok ? config.value.inspection : config.failure.message.replaceAll(`${path}:`, '').split('\n');
}

it.each([
  [`enabled: true, ${NOTICE}`, '1: inspection.enabled: refused: name the groups whose traffic is to be opened in inspection.groups'],
  [
    `enabled: true, groups: [seniors, guests], ${NOTICE}`,
    '1: inspection.groups[1]: guests are never inspected: the school has no say over their devices',
  ],
  ['groups: [guests]', '1: inspection.groups[0]: guests are never inspected: the school has no say over their devices'],
  ['bypass: [payroll.example, "no host"]', '1: inspection.bypass[1]: "no host" is no host like bank.example'],
  [
    'enabled: true, groups: [seniors], notice: { text: We inspect., from: "", dpia: "" }',
    '1: inspection.enabled: refused: people must be told before their traffic is opened; notice lacks the date it was given (from), a DPIA reference (dpia)',
  ],
])('%s', (inspection, problem) => {
  expect(load(inspection)).toEqual([problem]);
});

it('takes what is complete, with places relative to the file', () => {
  expect(load(`enabled: true, groups: [seniors], only: all, bypass: [Payroll.Example], rootKeyFolder: vault, ${NOTICE}`)).toMatchObject({
    enabled: true,
    groups: ['seniors'],
    only: 'all',
    bypass: ['Payroll.Example'],
    rootKeyFolder: join(folder, 'vault'),
  });
});
