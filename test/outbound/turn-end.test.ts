import { setImmediate as look } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atTurnEnd, whenAllIsRead } from '../../outbound/turn-end.ts';

/** Milliseconds. */
let now: number;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Tells what was done, in its order, with the mark of each turn's end. */
function diary() {
  const done: string[] = [];
  const note = (what: string, then: () => void = () => {}) => {
    const noted = () => {
      done.push(what);
      then();
    };
    return { arrive: noted, leave: noted };
  };
  return { done, note };
}

/** The sockets are looked at twice where the second look brings nothing. */
async function turnEnd(): Promise<void> {
  await look();
  await look();
}

it('looks at all that has come before anything leaves, and has leave what comes of it in the same turn', async () => {
  const { done, note } = diary();
  atTurnEnd(note('leaves'));
  whenAllIsRead(note('arrives', () => atTurnEnd(note('its answer leaves'))));
  whenAllIsRead(note('arrives too'));
  expect(done).toEqual([]);
  await turnEnd();
  expect(done).toEqual(['arrives', 'arrives too', 'leaves', 'its answer leaves']);
});

it('leaves for the next turn what comes up meanwhile', async () => {
  const { done, note } = diary();
  whenAllIsRead(note('arrives', () => whenAllIsRead(note('arrives later'))));
  atTurnEnd(note('leaves', () => atTurnEnd(note('leaves later'))));
  await turnEnd();
  expect(done).toEqual(['arrives', 'leaves']);
  await turnEnd();
  expect(done).toEqual(['arrives', 'leaves', 'arrives later', 'leaves later']);
});

it('waits for more as long as more comes, and for no more than 64', async () => {
  const { done, note } = diary();
  for (let count = 1; count <= 64; count++) {
    whenAllIsRead(note(`${count}`));
    await look();
    expect(done).toHaveLength(count < 64 ? 0 : 64);
  }
  whenAllIsRead(note('one'));
  whenAllIsRead(note('two'));
  await look();
  expect(done).toHaveLength(64);
  await look();
  expect(done).toHaveLength(66);
});

it('waits for others no longer than a millisecond', async () => {
  const { done, note } = diary();
  whenAllIsRead(note('one'));
  await look();
  whenAllIsRead(note('two'));
  now = 0.9;
  await look();
  expect(done).toEqual([]);
  whenAllIsRead(note('three'));
  now = 1;
  await look();
  expect(done).toEqual(['one', 'two', 'three']);
});
