import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';

/** Gives node:http the dialler's connections. */
export class DiallingAgent extends Agent {
  readonly #connect: (done: (error: Error | null, socket?: Duplex) => void) => void;

  constructor(options: AgentOptions, connect: (done: (error: Error | null, socket?: Duplex) => void) => void) {
    super(options);
    this.#connect = connect;
  }

  override createConnection(_: ClientRequestArgs, done: (error: Error | null, stream: Duplex) => void): undefined {
    this.#connect(done as (error: Error | null, socket?: Duplex) => void);
  }
}
