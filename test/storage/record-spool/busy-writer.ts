import { writeSync } from 'node:fs';
import { epochMs } from '../../../core/units.ts';
import { openRecordSpool } from '../../../storage/record-spool/writer.ts';
import { makeRecord } from './record.ts';

/** A process to be killed: prints the id of each durable record once it has been told that it is written. */
const folder = process.argv[2] ?? '';
const spool = await openRecordSpool({
  folder,
  writer: 'proxy-1',
  clock: () => epochMs(Date.now()),
  maxFileBytes: 200_000,
  onProblem: (message) => process.stderr.write(`${message}\n`),
});
let sequence = 0;

function decideNext(): void {
  const id = `D${sequence++}`;
  spool.append(makeRecord({ id: `R${sequence}` }));
  spool.appendDurable(makeRecord({ id, action: 'block' }), (outcome) => {
    if (outcome === 'written') writeSync(1, `${id}\n`);
    decideNext();
  });
}
for (let client = 0; client < 32; client++) decideNext();
