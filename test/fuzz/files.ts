import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type FileFormat, LINE_PARSERS } from '../../blocklists/parse/formats.ts';
import { emptyListIndex, openListIndex } from '../../categoriser/categorise.ts';
import { ExpressionMatcher } from '../../categoriser/expressions/matcher.ts';
import { parseExpression } from '../../categoriser/expressions/parse-expression.ts';
import { buildListIndex } from '../../categoriser/index/index-builder.ts';
import { loadConfig } from '../../config/load.ts';
import { parseDecisionId } from '../../core/decision-id.ts';
import { parseHostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';
import { epochMs } from '../../core/units.ts';
import { parseHostsFile } from '../../outbound/system-files.ts';
import { parseBasicCredentials } from '../../proxy/identity/basic-credentials.ts';
import { createCoachTokens } from '../../storage/coach-token.ts';
import { parseRecord } from '../../storage/record-spool/decode.ts';
import { serialiseRecord } from '../../storage/record-spool/serialise.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import { vectorRows } from '../support/vectors.ts';
import { near, nearBytes } from './mutation.ts';
import { must, type Subject, subject } from './subject.ts';

const LINE_PIECES = [
  '.',
  '*',
  '||',
  '^',
  '$',
  '#',
  '!',
  '@@',
  '/',
  ':',
  '=',
  ' ',
  '\t',
  '0.0.0.0 ',
  'address=/',
  '\\',
  '(',
  ')+',
  '[',
  ']',
  '{9}',
  '|',
  '?',
  '%',
  'xn--',
  '\0',
  '\ufeff',
  'é',
];

/** The lines that the vectors of a format give. */
function listLines(format: FileFormat): string[] {
  return vectorRows(`lists/${format}.txt`).map((columns) => columns.join('|').split('⇒')[0]?.trim() ?? '');
}

const lists = (Object.keys(LINE_PARSERS) as FileFormat[]).map((format) =>
  subject(`${format} lines`, 5, near(listLines(format), LINE_PIECES), (line) => {
    const out: ListEntry[] = [];
    LINE_PARSERS[format](line.trim(), out);
    for (const entry of out) if ('host' in entry) must(parseHostname(entry.host) === entry.host, `not canonical: ${entry.host}`);
  }),
);

const EXPRESSIONS = ['(sex|porn)[a-z]*', '^http://x\\.test/', 'a.*b', '[0-9]{2,3}', '(a+)+$', 'x?y*z+'];
const anyText = near(['http://example.test/aaaaaaaaaaaaaaaaaaaaaaaa', 'porn.test/xyz'], ['a', 'x', '0', '/']);

const RECORD = serialiseRecord(makeRecord()).trimEnd();
const IMAGE = Buffer.from(buildListIndex([], { version: 'fuzz' }));
const tokens = createCoachTokens(Buffer.alloc(32, 7));
const CONFIG =
  'trust: { name: T }\nschools:\n  - { id: north, name: North }\nproxy: { maxHeaderBytes: 65536 }\nnetworks: [ { cidr: 10.0.0.0/8, name: wifi, school: north, group: seniors } ]\nblocklists: { sources: [] }\n';

function configuration(): Subject {
  const base = near(
    [CONFIG, '{}', ''],
    [
      '&a ',
      '*a',
      '<<: ',
      '!!js ',
      '{',
      '}',
      '[',
      ']',
      ':',
      '- ',
      '\n',
      '  ',
      '"',
      "'",
      '|',
      '>',
      '#',
      '\0',
      '\t',
      '---\n',
      '1e999',
      '0x',
      '~',
    ],
  );
  return {
    ...subject('configuration files', 0.02, base, () => {}),
    async run(cases, limitMs) {
      const folder = mkdtempSync(join(tmpdir(), 'schoolgate-fuzz-'));
      const path = join(folder, 'schoolgate.yaml');
      try {
        return await subject('', 0, base, (text) => {
          writeFileSync(path, text);
          const loaded = loadConfig({ env: { SCHOOLGATE_CONFIG: path, SCHOOLGATE_DATA: folder }, cwd: folder });
          must(loaded.ok || loaded.failure.message !== '', 'refused without a reason');
        }).run(cases, limitMs);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

export const FILES: readonly Subject[] = [
  ...lists,
  subject('expressions', 2, fc.tuple(near(EXPRESSIONS, LINE_PIECES), anyText), ([pattern, text]) => {
    const parsed = parseExpression(pattern);
    if (parsed.ok) new ExpressionMatcher([parsed.value]).match(text);
  }),
  subject(
    'record lines',
    6,
    near([RECORD], ['"', '\\', ',', ':', '{', '}', '[', ']', 'null', '1e999', '\\u0000', '\n', '\ud800', '"action":"block",']),
    (text) => {
      const parsed = parseRecord(Buffer.from(text));
      if (!parsed.ok) return;
      const again = parseRecord(Buffer.from(serialiseRecord(parsed.value)));
      must(again.ok && again.value.id === parsed.value.id && again.value.action === parsed.value.action, 'reads differently again');
    },
  ),
  subject('list indexes', 1, nearBytes([IMAGE], ['\0', '\xff', '{}', '\xff\xff\xff\xff']), (bytes) => {
    const opened = openListIndex(new Uint8Array(bytes));
    if (opened.ok) must(opened.value.version === emptyListIndex('fuzz').version, 'another version than was built');
  }),
  subject(
    'credentials, tokens, ids, hosts files',
    5,
    near(
      ['Basic cHVwaWw6cGFzcw==', 'Basic ', '127.0.0.1 localhost\n::1 ip6\n', '0CQ5T1M2K0A00001', 'a.b.c'],
      ['=', ' ', ':', '\n', '.', '#', 'A', '+', '/'],
    ),
    (text) => {
      parseBasicCredentials(text);
      parseDecisionId(text);
      parseHostsFile(text);
      must(!tokens.verify(text, epochMs(0)).ok, 'a token that nobody signed');
    },
  ),
  configuration(),
];
