import type { PolicySnapshot } from '../categoriser/snapshot.ts';
import type { ProxySettings } from '../config/schema/config.ts';
import type { AddressRange } from '../core/address.ts';
import type { Decision } from '../core/decision.ts';
import type { DecisionId } from '../core/decision-id.ts';
import type { RequestFacts } from '../core/facts.ts';
import { normaliseUserName } from '../core/identity.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import { type OwnEndpoint, ownEndpointCheck } from '../outbound/own-endpoints.ts';
import { createParent } from '../outbound/parent.ts';
import type { ResolveName } from '../outbound/resolve.ts';
import { secureDial } from '../outbound/secure-dial.ts';
import { createDialler, createTunnelDialler, type Destination, type Dial, type DialTunnel } from '../outbound/upstream.ts';
import type { UpstreamTrust } from '../outbound/upstream-tls.ts';
import type { LivePolicy } from '../snapshot/live-policy.ts';
import type { OwnAnswer } from './block/answer.ts';
import { CircumventionSigns } from './circumvention.ts';
import type { ProxyCounters } from './counters.ts';
import { AddressBook } from './forward/address-book.ts';
import { HttpForwarder } from './forward/http.ts';
import { NodeForwarder } from './forward/http-node.ts';
import { ReadBuffers } from './forward/read-buffers.ts';
import type { TunnelSurroundings } from './forward/tunnel-surroundings.ts';
import { UpgradeForwarder } from './forward/upgrade.ts';
import type { IdentityResolver } from './identity/resolver.ts';
import { Pipeline, type PipelineOptions } from './pipeline.ts';
import { RecordKeeper, type RecordSink } from './record.ts';
import { ProxyServer } from './server.ts';
import { Inspection, type InspectionOptions } from './tls/inspection.ts';
import { Tunnels } from './tunnels.ts';

/** Everything the data path is made of. Nothing of it listens yet. */
export interface ProxyBuild extends Pick<PipelineOptions, 'refusals' | 'viaName'> {
  readonly clock: Clock;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly policy: Pick<LivePolicy, 'snapshot' | 'onSwap' | 'onLeaseEnded' | 'onPeopleChanged'>;
  readonly identity: IdentityResolver;
  readonly decide: (facts: RequestFacts, snapshot: PolicySnapshot | null) => Decision;
  readonly nextId: (at: EpochMs) => DecisionId;
  readonly sink: RecordSink;
  readonly counters: ProxyCounters;
  readonly settings: ProxySettings;
  readonly connectPorts: readonly number[];
  /** What SCHOOLGATE_ALLOW_UPSTREAM opens. */
  readonly opened: readonly AddressRange[];
  readonly ownEndpoints: readonly OwnEndpoint[];
  readonly resolve: ResolveName;
  /** Client connections that there is room for, of all addresses together; without it as many as come. */
  readonly maxConnections?: number;
  /** Present where some tunnels are inspected. */
  readonly inspection?: InspectionBuild;
  /** Where to go in place of a destination; for tests, which cannot bind the ports that browsers ask for. */
  readonly redirect?: (to: Destination) => Destination;
}

/** What inspection is made of. */
export interface InspectionBuild extends Pick<InspectionOptions, 'policy' | 'leaves' | 'pinning'> {
  readonly trust: UpstreamTrust;
  /** What `https://ready.schoolgate.test/` shows. */
  readonly readyPage: OwnAnswer;
}

export interface DataPath {
  readonly server: ProxyServer;
  readonly tunnels: Tunnels;
  /** Upstream connections; after the server has drained. */
  close(): void;
}

/** Puts the data path together. */
export function buildProxy(build: ProxyBuild): DataPath {
  const { clock, nowMs, policy, settings, viaName, resolve } = build;
  const { counters } = build;
  const records = new RecordKeeper(build.sink, counters, clock, nowMs);
  const snapshot = (): PolicySnapshot | null => policy.snapshot();
  const decide = (facts: RequestFacts): Decision => build.decide({ ...facts, at: clock() }, snapshot());
  const hasSealedPages = ({ target, serverName = target.hostname }: RequestFacts): boolean => {
    const current = snapshot();
    return current?.lists.marksSealedPages === true && current.hostFacts(serverName).entry.hasSealedPages === true;
  };
  const limits = { idleMs: settings.tunnelIdleMs, lifetimeMs: settings.tunnelLifetimeMs };
  const tunnels = new Tunnels({ counters, limits, snapshot, decide, clock, nowMs });
  const book = new AddressBook({ resolve, nowMs });
  const residentsOf = book.residentsOf.bind(book);
  const { redirect = (to) => to } = build;
  const upstream = {
    resolve: book.resolve,
    isOwnEndpoint: ownEndpointCheck(build.ownEndpoints, resolve, nowMs),
    opened: build.opened,
    connectTimeoutMs: settings.connectTimeoutMs,
  };
  const dialDirect = createDialler(upstream);
  const tunnelDirect = createTunnelDialler(upstream);
  const direct: Dial = (to, done) => dialDirect(redirect(to), done);
  const directTunnel: DialTunnel = (to, buffers, done) => tunnelDirect(redirect(to), buffers, done);
  const parent = settings.parentProxy === undefined ? null : createParent(settings.parentProxy, build, settings.connectTimeoutMs);
  const dials = { request: parent?.dialRequest ?? direct, tunnel: parent?.dialTunnel ?? direct };
  const { inspection } = build;
  const signs = new CircumventionSigns(counters, nowMs);
  const secured = (dial: Dial): Dial => (inspection === undefined ? dial : secureDial(dial, dials.tunnel, inspection.trust));
  const surroundings: TunnelSurroundings = {
    dial: parent === null ? directTunnel : forTunnels(parent.dialTunnel),
    inspection:
      inspection === undefined
        ? null
        : new Inspection({ ...inspection, counters, snapshot, clock, opened: (...given) => server.acceptInspected(...given) }),
    tunnels,
    records,
    counters,
    signs,
    buffers: new ReadBuffers(),
    decide,
    hasSealedPages,
    residentsOf,
  };
  const forwarding = { ...settings, dial: secured(dials.request), viaName, parentAuthorization: parent?.authorization };
  const pooled = new HttpForwarder({ ...forwarding, onRetry: () => counters.retries.value++ });
  const byNode = new NodeForwarder(forwarding);
  const upgrades = new UpgradeForwarder({
    ...surroundings,
    dial: secured(dials.tunnel),
    viaName,
    responseTimeoutMs: settings.responseTimeoutMs,
  });
  const pipeline = new Pipeline({
    ...build,
    snapshot,
    decide: build.decide,
    records,
    counters,
    connectPorts: new Set(build.connectPorts),
    allowWhenUnrecorded: settings.allowWhenUnrecorded,
    signs,
    residentsOf,
    // Where a parent dials, names mean what it says they mean.
    onRefused: (decision) => (parent === null ? book.refused(decision) : undefined),
  });
  const server = new ProxyServer({
    settings,
    pipeline,
    plain: { pipeline, records, pooled, byNode, parent },
    tunnel: { ...surroundings, pipeline, upgrades },
    records,
    tunnels,
    counters,
    nowMs,
    readyPage: inspection?.readyPage,
    maxConnections: build.maxConnections ?? Number.POSITIVE_INFINITY,
  });
  policy.onSwap(() => tunnels.decideAllAgain());
  policy.onPeopleChanged((names) => {
    const { identity: resolver } = build;
    const isOfThem = (name: string | null): boolean => name !== null && (names.has(name) || names.has(normaliseUserName(name)));
    tunnels.cutOthersThan(({ identity, clientIp }) => !isOfThem(identity.username) || resolver.isStill(identity, clientIp, clock()));
  });
  policy.onLeaseEnded((ip) => {
    tunnels.cutLeasesOf(ip);
    inspection?.pinning.forgetDevice(ip);
    server.connections.closeOf(ip);
  });
  return { server, tunnels, close: () => pooled.close() };
}

/** What Node's sockets read they read by themselves. A tunnel keeps half-closed connections. */
function forTunnels(dial: Dial): DialTunnel {
  return (to, _, done) =>
    dial(to, (error, socket) => {
      if (socket !== null) socket.pause().allowHalfOpen = true;
      done(error, socket);
    });
}
