import type { TLSSocket } from 'node:tls';
import { type InspectionAnswer, type InspectionPolicy, inspectsGroup, whatToOpen } from '../../categoriser/inspection/what-to-open.ts';
import { takesSearchesAt } from '../../categoriser/search-terms/engines.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Clock } from '../../core/units.ts';
import { READY_HOST } from '../../pages/certificate-page.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection, Inspected } from '../connections.ts';
import type { ProxyCounters } from '../counters.ts';
import { type ClientTlsFailure, terminateClientTls } from './client-tls.ts';
import type { LeafStore } from './leaf-store.ts';
import type { PinningEvidence } from './pinning.ts';

export interface InspectionOptions {
  readonly policy: InspectionPolicy;
  readonly leaves: LeafStore;
  readonly pinning: PinningEvidence;
  readonly counters: Pick<ProxyCounters, 'inspectionFailures'>;
  readonly snapshot: () => PolicySnapshot | null;
  readonly clock: Clock;
  /** Takes over a connection whose content can be read. */
  readonly opened: (socket: TLSSocket, connection: ClientConnection, inspected: Inspected) => void;
}

/** What becomes of a tunnel that is opened. */
export interface OpeningEvents {
  /** The policy refuses it: only the page that says so is shown. */
  readonly isRefused: boolean;
  /** A request has come that takes the path of every request. */
  requestCame(): void;
  /** It would not be opened; the connection is closed. */
  failed(reason: string): void;
}

const HTTPS_PORT = 443;

/** Which tunnels are opened, and the opening itself. What is in them comes back as requests like any other. */
export class Inspection {
  readonly #options: InspectionOptions;

  constructor(options: InspectionOptions) {
    this.#options = options;
  }

  /**
   * Whether it is worth waiting for the ClientHello before anything is dialled. Where a device asks whether it is ready, there is
   * nobody's traffic to look into: that is answered for everybody, also before inspection begins.
   */
  mayOpen({ target, identity }: RequestFacts): boolean {
    if (target.port !== HTTPS_PORT) return false;
    return target.hostname === READY_HOST || inspectsGroup(identity.group, this.#options.clock(), this.#options.policy);
  }

  /** Whether the tunnel is opened, now that its ClientHello has been read and allowed. */
  wants(facts: RequestFacts): boolean {
    const { target, serverName = target.hostname } = facts;
    const answer = this.#answer(facts, false);
    const isAskedFor = target.hostname === READY_HOST && serverName === READY_HOST;
    return answer !== undefined && (isAskedFor || answer.kind === 'inspect');
  }

  /** Whether what the policy refuses by name is opened all the same, to show the page that says why. */
  showsRefusal(facts: RequestFacts, { rule }: Decision): boolean {
    // What is not policy's own would be decided otherwise within: by its URL, and not by its port.
    if (rule === 'protocol' || rule === 'policy-unavailable') return false;
    return this.mayOpen(facts) && this.#answer(facts, true)?.kind === 'inspect';
  }

  /** Opens it. `head`: what was read of the client already. */
  open(connection: ClientConnection, head: Buffer, attempt: Attempt, events: OpeningEvents): void {
    const { leaves, pinning, counters, opened } = this.#options;
    const { target, serverName, clientIp } = attempt.facts;
    const hostname = serverName ?? target.hostname;
    const secured = terminateClientTls({ socket: connection.leaveSocket(), head, context: leaves.contextFor(hostname) }, (failure) => {
      if (failure === null) {
        pinning.accepted(clientIp, hostname);
        opened(secured, connection, { attempt, hostname, port: target.port, requestCame: events.requestCame });
        return;
      }
      counters.inspectionFailures(failure).value++;
      // A site that is refused is suggested for nothing, and named to nobody: it may be a sealed one.
      if (!events.isRefused) pinning.failed(clientIp, hostname, failure);
      events.failed(WORDS[failure]);
    });
  }

  #answer({ target, serverName, identity, clientIp }: RequestFacts, isRefused: boolean): InspectionAnswer | undefined {
    const { policy, pinning, snapshot, clock } = this.#options;
    const current = snapshot();
    if (current === null) return undefined;
    const host = target.hostname;
    const known = [...new Set([host, serverName ?? host])].map((name) => ({ name, ...current.hostFacts(name) }));
    const facts = {
      ...{ host, serverName, group: identity.group, at: clock(), device: pinning.deviceOf(clientIp), isRefused },
      hasSealedPages: known.some(({ entry }) => entry.hasSealedPages === true),
      restrictsAccounts: known.some(({ told }) => told?.accounts?.isSignIn === true && told.accounts.groups.has(identity.group)),
      takesSearches: known.some(({ name, engines }) => takesSearchesAt(name, engines)),
    };
    return whatToOpen(facts, policy, current.lists);
  }
}

const WORDS: Readonly<Record<ClientTlsFailure, string>> = {
  'unknown-ca': 'The device or program does not trust the school’s certificate.',
  'bad-certificate': 'The device or program does not accept the school’s certificate.',
  'certificate-unknown': 'The device or program does not accept the school’s certificate.',
  'certificate-expired': 'To the device the school’s certificate has run out: its clock may be wrong.',
  'no-common-ground': 'The client offered no version or cipher of TLS that is spoken here.',
  closed: 'The client closed the connection while it was being secured.',
  timeout: 'The client did not finish securing the connection in time.',
  protocol: 'The client broke the TLS protocol.',
};
