import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from '../../storage/database/database.ts';
import { GroupedWrites } from '../../storage/database/grouped-writes.ts';
import type { Unit } from '../../storage/database/schema.ts';
import { openSqlite } from '../../storage/database/sqlite.ts';

async function open() {
  const backend = await openSqlite(':memory:');
  let transactions = 0;
  const counted = { ...backend, lockWriters: async () => void transactions++ };
  const database = new Database(counted);
  onTestFinished(() => database.close());
  return { grouped: new GroupedWrites(database), transactions: () => transactions };
}

const fine = (value: number) => async (_unit: Unit) => value;
const failing = async (): Promise<never> => {
  throw new Error('never stored');
};

describe('grouped writes', () => {
  it('share transactions, and each caller has its own answer', async () => {
    const { grouped, transactions } = await open();
    const numbers = Array.from({ length: 250 }, (_, number) => number);
    expect(await Promise.all(numbers.map((number) => grouped.write(fine(number))))).toEqual(numbers);
    expect(transactions()).toBe(3);
    expect(await grouped.write(fine(1))).toBe(1);
    expect(transactions()).toBe(4);
  });

  it('are not held up by one that always fails, as long as callers try again', async () => {
    const { grouped } = await open();
    const tried = async (number: number): Promise<number> => grouped.write(fine(number)).catch(() => tried(number));
    let failures = 0;
    const broken = async (): Promise<void> => {
      for (; failures < 20; failures++) await grouped.write(failing).catch(() => {});
    };
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const [answers] = await Promise.all([Promise.all(numbers.map(tried)), broken()]);
    expect(answers).toEqual(numbers);
  });
});
