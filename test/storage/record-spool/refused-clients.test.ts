import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientOfLine, isRefusedLine } from '../../../storage/record-spool/decode.ts';
import { RefusedClients } from '../../../storage/record-spool/refused-clients.ts';
import { serialiseRecord } from '../../../storage/record-spool/serialise.ts';
import { makeRecord } from './record.ts';

const texts = fc.constantFrom('sam', 'sam2', 'Zoë', 'a"b', ',"clientIp":"', 'request-close"', '","event":"');
const aLine = fc.record({
  id: fc.constantFrom('0123456789ABCDEF', '0123456789ABCDEG', 'short', 'a","event":"request-close'),
  event: fc.constantFrom('request' as const, 'request-close' as const, 'tunnel-open' as const, 'tunnel-close' as const),
  time: fc.constantFrom('2026-09-01T12:00:00.000Z', '2026-09-01T12:00:00.123Z'),
  username: fc.option(texts),
  computer: fc.option(texts),
  clientIp: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.10'),
  url: fc.constantFrom('http://a.test/', 'http://a.test/"action":"allow"'),
  action: fc.constantFrom('allow' as const, 'block' as const, 'coach' as const),
  status: fc.constantFrom(200, 403, null),
});
const notOurs = fc.constantFrom('', '{}', '"action":"', '{"id":"0123456789ABCDEF","event":"request","time":"', '"action":"block"');

it('says whose refused lines are, as a look at each of them would', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: aLine }, notOurs), { maxLength: 30 }), (given) => {
      const lines = given.map((one) => (typeof one === 'string' ? one : serialiseRecord(makeRecord(one)).trimEnd()));
      const content = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const clients = new RefusedClients();
      let start = 0;
      for (const line of lines) {
        const end = start + Buffer.byteLength(line);
        const expected = isRefusedLine(Buffer.from(line)) ? clientOfLine(Buffer.from(line))?.client : undefined;
        expect(clients.clientAt(content, start, end)).toBe(expected);
        start = end + 1;
      }
    }),
    { numRuns: 300 },
  );
});
