import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { type PartName, type PartStatus, SILENT_LIFETIME_MS, STATUS_LIFETIME_MS } from '../../storage/control-bus.ts';
import { waitUntilInForce } from '../../storage/in-force.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';

const now = epochMs(1_000_000);

function status(part: PartName, instance: string, leases: number): PartStatus {
  const revisions = { policy: 0, lists: 0, leases, people: 0, overrides: 0 };
  return { part, instance, pid: 1, at: now, revisions, policyVersion: 'p', listVersion: 'l', metrics: [], problems: [] };
}

const newBus = () => inMemoryBus(createBusHub(() => now));

describe('waiting until a change is in force', () => {
  it('ends when the last worker has it; other parts are not waited for', async () => {
    const bus = newBus();
    await bus.report(status('proxy', 'proxy-1', 7));
    await bus.report(status('proxy', 'proxy-2', 6));
    await bus.report(status('admin', 'admin', 1));
    const waiting = waitUntilInForce(bus, 'leases', 7, 10_000);
    await bus.report(status('proxy', 'proxy-2', 8));
    expect(await waiting).toEqual({ inForce: true, waitingFor: [], workers: 2 });
  });

  it('names who is late when the time is up', async () => {
    const bus = newBus();
    await bus.report(status('proxy', 'proxy-1', 7));
    await bus.report(status('proxy', 'proxy-2', 6));
    expect(await waitUntilInForce(bus, 'leases', 7, 0)).toEqual({ inForce: false, waitingFor: ['proxy-2'], workers: 2 });
  });

  it('waits for a worker that has fallen silent, until it is known to be gone', async () => {
    let at = now;
    const bus = inMemoryBus(createBusHub(() => at));
    await bus.report(status('proxy', 'proxy-2', 6));
    at = epochMs(now + STATUS_LIFETIME_MS);
    await bus.report(status('proxy', 'proxy-1', 7));
    expect(await waitUntilInForce(bus, 'leases', 7, 0)).toEqual({ inForce: false, waitingFor: ['proxy-2'], workers: 2 });
    at = epochMs(now + SILENT_LIFETIME_MS);
    await bus.report(status('proxy', 'proxy-1', 7));
    expect(await waitUntilInForce(bus, 'leases', 7, 0)).toEqual({ inForce: true, waitingFor: [], workers: 1 });
  });

  it('waits for running workers that have not reported: Redis may have just come back empty', async () => {
    const bus = newBus();
    await bus.report(status('proxy', 'proxy-1', 7));
    const running = () => ['proxy-1', 'proxy-2'];
    expect(await waitUntilInForce(bus, 'leases', 7, 0, running)).toEqual({ inForce: false, waitingFor: ['proxy-2'], workers: 2 });
    const waiting = waitUntilInForce(bus, 'leases', 7, 10_000, running);
    await bus.report(status('proxy', 'proxy-2', 7));
    expect(await waiting).toEqual({ inForce: true, waitingFor: [], workers: 2 });
  });

  it('has nobody to wait for when no worker runs', async () => {
    expect(await waitUntilInForce(newBus(), 'leases', 7, 10_000)).toEqual({ inForce: true, waitingFor: [], workers: 0 });
  });

  it('rejects when the transport is gone', async () => {
    const hub = createBusHub(() => now);
    const bus = inMemoryBus(hub);
    hub.reachable = false;
    await expect(waitUntilInForce(bus, 'leases', 7, 10_000)).rejects.toThrow();
  });
});
