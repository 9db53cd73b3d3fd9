import { describe, expect, it } from 'vitest';
import { LiveStream } from '../../admin/services/live-stream.ts';
import { makeRecord } from '../storage/record-spool/record.ts';

describe('a reader that takes nothing', () => {
  it('costs no more than it may, is told how much it missed, and is let go', () => {
    let now = 0;
    const stream = new LiveStream({ school: null, names: false }, () => now);
    const records = Array.from({ length: 200 }, () => makeRecord());
    for (let i = 0; i < 1_000; i++) stream.show(records, 0);
    expect(stream.readableLength).toBeLessThan(200_000);
    const text = String(stream.read());
    expect(text.match(/^event: decisions/gm)?.length).toBeLessThan(5);
    stream.show(records, 3);
    const { skipped } = JSON.parse(String(stream.read()).replace(/^event: decisions\ndata: /, '')) as { skipped: number };
    expect(skipped).toBeGreaterThan(190_000);
    for (let i = 0; i < 10; i++) stream.show(records, 0);
    now += 14_000;
    stream.tend();
    expect(stream.destroyed).toBe(false);
    now += 2_000;
    stream.tend();
    expect(stream.destroyed).toBe(true);
  });

  it('hears now and then that it is not forgotten, and is asked to come again after a while', () => {
    let now = 0;
    const stream = new LiveStream({ school: null, names: false }, () => now);
    stream.read();
    now += 15_000;
    stream.tend();
    expect(String(stream.read())).toBe(': still here\n\n');
    now += 285_000;
    stream.tend();
    stream.show([makeRecord()], 0);
    expect(stream.read()).toBeNull();
  });
});
