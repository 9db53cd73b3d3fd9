import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRecordReader } from '../../../storage/record-spool/reader.ts';
import { idsIn, spoolFiles, temporaryFolder } from './fixtures.ts';

/** Of ids, one a line: about two thousand answers. */
const ENOUGH_BYTES = 12_000;

const wholeLines = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);

describe('kill -9', () => {
  it.each([1, 2])('leaves every record whose callback was heard (run %d)', async () => {
    const folder = temporaryFolder();
    const script = fileURLToPath(new URL('./busy-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > ENOUGH_BYTES) child.kill('SIGKILL');
    });
    await once(child, 'close');
    expect(child.signalCode).toBe('SIGKILL');

    const answered = wholeLines(output).trim().split('\n');
    const whole = spoolFiles(folder).map((path) => wholeLines(readFileSync(path, 'utf8')));
    const recorded = new Set(whole.flatMap(idsIn));
    expect(answered.length).toBeGreaterThan(1_000);
    expect(answered.filter((id) => !recorded.has(id))).toEqual([]);

    const reader = openRecordReader({ folder });
    let read = 0;
    for (let lines = await reader.read(); lines.length > 0; lines = await reader.read())
      read += [...lines].filter((line) => reader.parse(line)).length;
    reader.close();
    expect(read).toBe(recorded.size);
  });
});
