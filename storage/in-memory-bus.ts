import { type Clock, epochMs } from '../core/units.ts';
import { type ControlBus, type PartStatus, SILENT_LIFETIME_MS, STATUS_LIFETIME_MS } from './control-bus.ts';
import type { Topic } from './stores.ts';

/** What parts in one process share in place of Redis. Set `reachable` to false to see them cope without. */
export interface BusHub {
  reachable: boolean;
  readonly clock: Clock;
  readonly statuses: Map<string, { readonly receivedAt: number; readonly text: string }>;
  readonly deliveries: Set<(topic: Topic, revision: number) => void>;
}

export function createBusHub(clock: Clock = () => epochMs(Date.now())): BusHub {
  return { reachable: true, clock, statuses: new Map(), deliveries: new Set() };
}

/** The control bus without a transport, for tests and for everything in one process. */
export function inMemoryBus(hub: BusHub, onProblem: (message: string) => void = () => {}): ControlBus {
  const listeners: ((topic: Topic, revision: number) => void)[] = [];
  const deliver = (topic: Topic, revision: number) => {
    for (const listener of listeners) {
      try {
        listener(topic, revision);
      } catch (error) {
        onProblem(`A listener to announcements failed: ${String(error)}`);
      }
    }
  };
  hub.deliveries.add(deliver);
  const isConnected = () => hub.reachable && hub.deliveries.has(deliver);
  const needConnection = () => {
    if (!isConnected()) throw new Error('The bus cannot be reached.');
  };
  return {
    isConnected,
    onAnnounced: (listener) => void listeners.push(listener),
    announce: async (topic, revision) => {
      if (!isConnected()) return false;
      for (const other of hub.deliveries) queueMicrotask(() => other(topic, revision));
      return true;
    },
    report: async (status) => {
      needConnection();
      hub.statuses.set(status.instance, { receivedAt: hub.clock(), text: JSON.stringify(status) });
    },
    retire: async (instance) => {
      needConnection();
      hub.statuses.delete(instance);
    },
    statuses: async () => {
      needConnection();
      const instances = [...hub.statuses].sort(([a], [b]) => (a < b ? -1 : 1));
      const fresh = instances.filter(([, { receivedAt }]) => hub.clock() - receivedAt < STATUS_LIFETIME_MS);
      return fresh.map(([, { text }]) => JSON.parse(text) as PartStatus);
    },
    silent: async () => {
      needConnection();
      return [...hub.statuses.values()].flatMap(({ receivedAt, text }) => {
        const { part, instance } = JSON.parse(text) as PartStatus;
        const silentMs = hub.clock() - receivedAt;
        return silentMs >= STATUS_LIFETIME_MS && silentMs < SILENT_LIFETIME_MS ? [{ part, instance }] : [];
      });
    },
    close: async () => void hub.deliveries.delete(deliver),
  };
}
