import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartPlan } from '../../cli/child-part.ts';
import { createSupervisor, type Supervisor } from '../../cli/supervisor.ts';
import { type LineHub, openLineHub } from '../support/line-hub.ts';

let hub: LineHub;
let supervisor: Supervisor | undefined;
const problems: string[] = [];

beforeEach(async () => {
  hub = await openLineHub();
  problems.length = 0;
});

afterEach(async () => {
  await supervisor?.drain();
  await hub.close();
});

function supervise(
  parts: Record<string, Record<string, string>>,
  limits: { readonly drainLimitMs?: number; readonly pingEveryMs?: number } = {},
): Supervisor {
  const plans = Object.entries(parts).map(
    ([instance, env]): PartPlan => ({
      part: instance.replace(/-\d+$/, ''),
      instance,
      entry: fileURLToPath(new URL('../support/fake-part.ts', import.meta.url)),
      env: { FAKE_HUB: hub.path, ...env },
      isFirst: instance === 'blocklists',
    }),
  );
  supervisor = createSupervisor({ plans, onProblem: told, drainLimitMs: 5_000, ...limits });
  return supervisor;
}

function told(problem: string): void {
  problems.push(problem);
  hub.lines.push(`told ${problem}`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const pidIn = (line: string): number => Number(line.split(' ').at(-1));

describe('start', () => {
  it('lets nothing listen before everything is prepared', async () => {
    const starting = supervise({ 'proxy-1': {}, admin: { FAKE_PREPARE: 'wait', FAKE_NOTICE: 'NOT PROTECTED: malware' } }).start();
    await hub.lines.next(/^proxy-1 prepared/);
    await hub.lines.next(/^admin prepare /);
    hub.say('go');
    expect(await starting).toMatchObject({
      ok: true,
      value: { addresses: { 'proxy-1': 'http://127.0.0.1:0', admin: 'http://127.0.0.1:0' }, notices: ['NOT PROTECTED: malware'] },
    });
    const at = (pattern: RegExp) => hub.lines.all.findIndex((line) => pattern.test(line));
    expect(at(/^proxy-1 listening/)).toBeGreaterThan(at(/^admin prepared/));
  });

  it('begins the others when what they need is prepared', async () => {
    const starting = supervise({ 'proxy-1': {}, blocklists: { FAKE_PREPARE: 'wait' } }).start();
    await hub.lines.next(/^blocklists prepare /);
    expect(supervisor?.parts().map((part) => part.pid === null)).toEqual([true, false]);
    hub.say('go');
    expect(await starting).toMatchObject({ ok: true });
  });

  it.each([
    ['fail', 'the lists cannot be read'],
    ['bug', 'admin stopped with code 70 while starting'],
  ])('says why a part cannot start (%s), and the others are ended by a drain', async (how, message) => {
    const started = await supervise({ 'proxy-1': {}, admin: { FAKE_PREPARE: how } }).start();
    expect(started).toMatchObject({ ok: false, failure: { message } });
    const pid = pidIn(await hub.lines.next(/^proxy-1 prepare /));
    await supervisor?.drain();
    expect(isAlive(pid)).toBe(false);
    expect(hub.lines.all.some((line) => line.startsWith('proxy-1 listening'))).toBe(false);
  });
});

describe('a part whose database is away', () => {
  const without = 'started without admin, which is tried again: the database does not answer';

  /** Says what becomes of the admin part's next process, when it has come to that line. */
  function speaker(at: RegExp): (answer: string) => Promise<void> {
    let from = 0;
    return async (answer) => {
      const line = await hub.lines.next(at, from);
      from = hub.lines.all.indexOf(line, from) + 1;
      hub.say(answer);
    };
  }

  // Six processes one after the other, and the pauses between them.
  it('is not waited for: the others listen, it is tried again whatever it fails by, and the start is over when it has followed', {
    timeout: 60_000,
  }, async () => {
    const says = speaker(/^admin prepare /);
    const notices = { FAKE_NOTICE: 'NOT PROTECTED: malware' };
    const starting = supervise({ admin: { FAKE_PREPARE: 'ask', ...notices }, 'proxy-1': { FAKE_NOTICE: 'the last' } }).start();
    await says('away');
    await hub.lines.next(/^proxy-1 listening/);
    for (const answer of ['away', 'away', 'kill', 'kill', 'here']) await says(answer);
    const addresses = { admin: 'http://127.0.0.1:0', 'proxy-1': 'http://127.0.0.1:0' };
    expect(await starting).toMatchObject({ ok: true, value: { addresses, notices: ['NOT PROTECTED: malware', 'the last'] } });
    const again = (how: string) => `admin stopped ${how}; starting it again`;
    expect(problems).toEqual([without, again('with code 1 (the database does not answer)'), again('by SIGKILL'), again('by SIGKILL')]);
  });

  it('is not waited for when it turns out while it begins to listen', async () => {
    const says = speaker(/^admin listening /);
    const starting = supervise({ 'proxy-1': {}, admin: { FAKE_LISTEN: 'ask' } }).start();
    await says('away');
    await says('here');
    expect(await starting).toMatchObject({ ok: true });
    expect(problems).toEqual([without]);
  });

  it('is no reason to go on when the product is to stop, while the others begin to listen', async () => {
    const starting = supervise({ 'proxy-1': { FAKE_LISTEN: 'wait' }, admin: { FAKE_PREPARE: 'away' } }).start();
    await hub.lines.next(/^proxy-1 listening/);
    const drained = supervisor?.drain();
    hub.say('go');
    await drained;
    expect(await starting).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    expect(problems).toEqual([]);
  });

  it('is no reason to go on when the product is to stop, while it is waited for', async () => {
    const starting = supervise({ 'proxy-1': {}, admin: { FAKE_PREPARE: 'away' } }).start();
    await hub.lines.next(/^told started without admin/);
    await supervisor?.drain();
    expect(await starting).toMatchObject({ ok: false, failure: { code: 'stopped' } });
  });

  it('stops a start that is for nothing without it, and nothing else is said', async () => {
    const starting = supervise({ 'proxy-1': { FAKE_PREPARE: 'away' }, blocklists: { FAKE_PREPARE: 'away' } }).start();
    expect(await starting).toMatchObject({ ok: false, failure: { message: 'the database does not answer' } });
    expect(await supervise({ admin: { FAKE_PREPARE: 'away' } }).start()).toMatchObject({ ok: false });
    expect(problems).toEqual([]);
  });
});

describe('a part that dies', () => {
  it('is started again, told to listen, counted and shown to the admin; the others are left alone', async () => {
    await supervise({ 'proxy-1': {}, 'proxy-2': {}, admin: {} }).start();
    const first = pidIn(await hub.lines.next(/^proxy-1 listening/));
    const seen = hub.lines.all.length;
    const others = supervisor?.parts().filter((part) => part.instance !== 'proxy-1');
    process.kill(first, 'SIGKILL');
    const second = pidIn(await hub.lines.next(/^proxy-1 listening/, seen));
    expect(second).not.toBe(first);
    const shown = await hub.lines.next(/^admin parts .*"proxy-1","part":"proxy","state":"running","restarts":1/, seen);
    expect(shown).toContain(`"pid":${second}`);
    expect(supervisor?.parts().filter((part) => part.instance !== 'proxy-1')).toEqual(others);
    expect(problems).toEqual(['proxy-1 stopped by SIGKILL; starting it again']);
  });

  it('is tried again however often it dies', async () => {
    await supervise({ 'proxy-1': {} }).start();
    for (const restarts of [1, 2, 3]) {
      const pid = supervisor?.parts()[0]?.pid ?? 0;
      await hub.lines.next(new RegExp(`^proxy-1 listening ${pid}$`));
      const seen = hub.lines.all.length;
      process.kill(pid, 'SIGKILL');
      await hub.lines.next(/^proxy-1 listening/, seen);
      expect(supervisor?.parts()[0]).toMatchObject({ restarts });
    }
  });
});

describe('a part that hangs', () => {
  const stateOf = (instance: string) => supervisor?.parts().find((part) => part.instance === instance)?.state;

  it('is told, then killed and started again; the others are left alone', async () => {
    await supervise({ 'proxy-1': {}, 'proxy-2': {}, admin: {} }, { pingEveryMs: 200 }).start();
    const hanging = pidIn(await hub.lines.next(/^proxy-1 listening/));
    const others = supervisor?.parts().filter((part) => part.instance !== 'proxy-1');
    process.kill(hanging, 'SIGSTOP');
    await hub.lines.next(/^admin parts .*"proxy-1","part":"proxy","state":"silent"/);
    await hub.lines.next(/^admin parts .*"proxy-1","part":"proxy","state":"running","restarts":1/);
    expect(isAlive(hanging)).toBe(false);
    expect(supervisor?.parts().filter((part) => part.instance !== 'proxy-1')).toEqual(others);
    expect(problems).toEqual(['proxy-1 does not answer and is killed', 'proxy-1 stopped by SIGKILL; starting it again']);
  });

  it('for a moment is left alone', async () => {
    await supervise({ 'proxy-1': {}, admin: {} }, { pingEveryMs: 200 }).start();
    const pid = pidIn(await hub.lines.next(/^proxy-1 listening/));
    process.kill(pid, 'SIGSTOP');
    await hub.lines.next(/^admin parts .*"state":"silent"/);
    process.kill(pid, 'SIGCONT');
    await hub.lines.next(/^admin parts \[\{[^}]*"state":"running"[^}]*\},/, hub.lines.all.length);
    expect([stateOf('proxy-1'), isAlive(pid), problems]).toEqual(['running', true, []]);
  });

  it('is killed by a drain as well', async () => {
    await supervise({ 'proxy-1': {} }, { drainLimitMs: 300 }).start();
    const pid = supervisor?.parts()[0]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    await supervisor?.drain();
    expect(isAlive(pid)).toBe(false);
  });
});

describe('drain', () => {
  it('waits for what is under way, is one however often it is called, and signals to parts change nothing', async () => {
    await supervise({ 'proxy-1': { FAKE_DRAIN: 'wait' }, admin: {} }).start();
    const pids = supervisor?.parts().map((part) => part.pid ?? 0) ?? [];
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    for (const pid of pids) process.kill(pid, 'SIGINT');
    const drains = [supervisor?.drain(), supervisor?.drain()];
    await hub.lines.next(/^proxy-1 drain/);
    hub.say('go');
    await Promise.all(drains);
    expect(hub.lines.all.filter((line) => line === 'proxy-1 drain')).toHaveLength(1);
    expect(hub.lines.all).toContain('proxy-1 drained');
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(supervisor?.parts().map((part) => part.state)).toEqual(['stopped', 'stopped']);
    expect(problems).toEqual([]);
  });

  it('ends a part that does not come to an end', async () => {
    await supervise({ 'proxy-1': { FAKE_DRAIN: 'hang' } }, { drainLimitMs: 300 }).start();
    const pid = supervisor?.parts()[0]?.pid ?? 0;
    await supervisor?.drain();
    expect(isAlive(pid)).toBe(false);
    expect(problems).toEqual(['proxy-1 did not drain within 300 ms and was killed']);
  });

  it('ends parts that are still preparing', async () => {
    const starting = supervise({ 'proxy-1': { FAKE_PREPARE: 'wait' } }).start();
    const pid = pidIn(await hub.lines.next(/^proxy-1 prepare /));
    const drained = supervisor?.drain();
    hub.say('go');
    await drained;
    expect(isAlive(pid)).toBe(false);
    expect(await starting).toMatchObject({ ok: false });
  });
});
