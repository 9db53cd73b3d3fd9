import { connect } from 'node:net';

const EVERY_MS = 10;

export interface PortWatch {
  /** Ports that accepted a connection so far. */
  readonly accepted: ReadonlySet<number>;
  /** How many connections were tried. */
  readonly tried: number;
  /** Resolves when every attempt under way has ended. */
  stop(): Promise<void>;
}

/** Tries to connect to each port, again and again. */
export function watchPorts(ports: readonly number[]): PortWatch {
  const accepted = new Set<number>();
  const underWay = new Set<Promise<void>>();
  let tried = 0;
  const attempt = (port: number): void => {
    tried++;
    const socket = connect({ host: '127.0.0.1', port });
    const ended = new Promise<void>((done) => {
      socket.once('connect', () => {
        accepted.add(port);
        socket.destroy();
        done();
      });
      socket.once('error', () => done());
    });
    underWay.add(ended);
    void ended.then(() => underWay.delete(ended));
  };
  const timer = setInterval(() => ports.forEach(attempt), EVERY_MS);
  return {
    accepted,
    get tried() {
      return tried;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
