import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineMark, RawRecords } from '../../../storage/record-spool/raw-records.ts';

const MARK = '"signal":"none"';
const pieces = fc.constantFrom('', '{}', '"signal":"none"', '"signal":"non', 'e"', 'x'.repeat(40));
const aLine = fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join(''));

/** As in a follower, it has seen other lines before. */
const mark = new LineMark(MARK);

it('gives the lines without a mark, each with its place, as a look at each of them would', () => {
  fc.assert(
    fc.property(fc.array(aLine, { maxLength: 12 }), fc.integer({ min: 0, max: 1_000 }), (lines, offset) => {
      const content = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      let end = -1;
      const bounds = lines.flatMap((line) => {
        const start = end + 1;
        end = start + line.length;
        return [start, end];
      });
      const records = new RawRecords(content, 'a-file', offset, bounds, bounds.length / 2);
      expect(records.length).toBe(lines.length);
      expect([...records].map(({ bytes }) => bytes.toString())).toEqual(lines);
      const without = [...records.without(mark)];
      expect(without.map(({ bytes }) => bytes.toString())).toEqual(lines.filter((line) => !line.includes(MARK)));
      for (const { bytes, offset: at } of records) {
        expect(content.subarray(at - offset, at - offset + bytes.length).equals(bytes)).toBe(true);
      }
    }),
  );
});
