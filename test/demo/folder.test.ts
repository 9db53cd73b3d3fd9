import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { codeAt } from '../../demo/accounts.ts';
import { emptyFolder, readMark, writeMark } from '../../demo/folder.ts';
import { startMailSink } from '../../demo/mail-sink.ts';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-demo-folder-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the folder of a demo', () => {
  it('is made, and made anew where a demo was', () => {
    const folder = join(newFolder(), 'demo');
    expect(emptyFolder(folder).ok).toBe(true);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeMark(folder, { kind: 'schoolgate-demo', password: 'p', accounts: [] });
    writeFileSync(join(folder, 'schoolgate.yaml'), 'trust: {}');
    expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600);
    expect(emptyFolder(folder).ok).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['schoolgate.yaml', 'demo.json'])('is refused where somebody else left %s, and nothing in it is touched', (name) => {
    const folder = newFolder();
    writeFileSync(join(folder, name), '{}');
    expect(emptyFolder(folder).ok).toBe(false);
    expect(readMark(folder).ok).toBe(false);
    expect(existsSync(join(folder, name))).toBe(true);
  });
});

describe('the demo’s mail server', () => {
  it('keeps what it is sent, and sends nothing on', async () => {
    const folder = join(newFolder(), 'mails');
    const sink = await startMailSink(folder);
    const socket = connect(Number(new URL(sink.url).port), '127.0.0.1');
    const mail = ['Subject: hello', '', 'one', '..two', ''].join('\r\n');
    socket.write(`EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n${mail}.\r\nQUIT\r\n`);
    const said = await text(socket);
    sink.close();
    expect(said.match(/^\d{3}/gm)).toEqual(['220', '250', '250', '250', '354', '250', '221']);
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'latin1')).toBe('Subject: hello\r\n\r\none\r\n.two\r\n');
  });
});

describe('the code of an account', () => {
  it('is that of RFC 6238, appendix B, in six digits', () => {
    expect(codeAt('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', epochMs(59_000))).toEqual({ code: '287082', leftMs: 1_000 });
  });
});
