import type { TLSSocket } from 'node:tls';
import { type InspectionPolicy, inspectsGroup, whatToOpen } from '../../categoriser/inspection/what-to-open.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Clock } from '../../core/units.ts';
import { READY_HOST } from '../../pages/certificate-page.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection, Inspected } from '../connections.ts';
import { type ClientTlsFailure, terminateClientTls } from './client-tls.ts';
import type { LeafStore } from './leaf-store.ts';
import type { PinningEvidence } from './pinning.ts';

export interface InspectionOptions {
  readonly policy: InspectionPolicy;
  readonly leaves: LeafStore;
  readonly pinning: PinningEvidence;
  readonly snapshot: () => PolicySnapshot | null;
  readonly clock: Clock;
  /** Takes over a connection whose content can be read. */
  readonly opened: (socket: TLSSocket, connection: ClientConnection, inspected: Inspected) => void;
}

const HTTPS_PORT = 443;

/** Which tunnels are opened, and the opening itself. What is in them comes back as requests like any other. */
export class Inspection {
  readonly #options: InspectionOptions;

  constructor(options: InspectionOptions) {
    this.#options = options;
  }

  /** Whether it is worth waiting for the ClientHello before anything is dialled. */
  mayOpen({ target, identity }: RequestFacts): boolean {
    return target.port === HTTPS_PORT && inspectsGroup(identity.group, this.#options.clock(), this.#options.policy);
  }

  /** Whether the tunnel is opened, now that its ClientHello has been read and allowed. */
  wants({ target, serverName, identity, clientIp }: RequestFacts): boolean {
    const { policy, pinning, snapshot, clock } = this.#options;
    const lists = snapshot()?.lists;
    if (lists === undefined) return false;
    if (target.hostname === READY_HOST) return true;
    const facts = { host: target.hostname, serverName, group: identity.group, at: clock(), device: pinning.deviceOf(clientIp) };
    return whatToOpen({ ...facts, hasSealedPages: false }, policy, lists).kind === 'inspect';
  }

  /** Opens it. `head`: what was read of the client already. `failed`: it would not be opened; the connection is closed. */
  open(connection: ClientConnection, head: Buffer, attempt: Attempt, failed: (reason: string) => void): void {
    const { leaves, pinning, opened } = this.#options;
    const { target, serverName, clientIp } = attempt.facts;
    const hostname = serverName ?? target.hostname;
    const secured = terminateClientTls({ socket: connection.socket, head, context: leaves.contextFor(hostname) }, (failure) => {
      if (failure === null) {
        pinning.accepted(clientIp, hostname);
        opened(secured, connection, { attempt, hostname, port: target.port });
        return;
      }
      pinning.failed(clientIp, hostname, failure);
      failed(WORDS[failure]);
    });
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
