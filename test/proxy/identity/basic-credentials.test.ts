import { describe, expect, it } from 'vitest';
import { parseBasicCredentials } from '../../../proxy/identity/basic-credentials.ts';
import { basic } from './live-policy-stub.ts';

const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64');

describe('Basic credentials', () => {
  it.each([
    [basic('alice', 'secret'), 'alice', 'secret'],
    [basic('alice', 'with:colon:'), 'alice', 'with:colon:'],
    [basic('alice', ''), 'alice', ''],
    [basic('Zoë Łukasz', 'pä55 wörd 🔑'), 'Zoë Łukasz', 'pä55 wörd 🔑'],
    [`bAsIc   ${base64('a:b')} `, 'a', 'b'],
  ])('reads %s', (header, user, password) => {
    expect(parseBasicCredentials(header)).toEqual({ user, password });
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    'Basic !!!!',
    `Basic ${base64('nocolon')}`,
    `Basic ${base64(':nouser')}`,
    `Basic ${base64('a\0b:c')}`,
    `Basic ${base64('a:b\r\nInjected: yes')}`,
    `Basic ${base64(Uint8Array.from([0xff, 0xfe, 0x3a, 0x61]))}`,
    `Basic ${base64('a:b')} ${base64('c:d')}`,
    `Basic ${base64('a:b')}, Basic ${base64('c:d')}`,
    `Bearer ${base64('a:b')}`,
    'Negotiate YIIB',
    `Basic ${base64(`${'u'.repeat(201)}:p`)}`,
    `Basic ${base64(`u:${'p'.repeat(4000)}`)}`,
  ])('refuses %j', (header) => {
    expect(parseBasicCredentials(header)).toBeUndefined();
  });
});
