import { UpstreamTlsError } from './failure.ts';
import type { Dial } from './upstream.ts';
import { openUpstreamTls, type UpstreamTrust } from './upstream-tls.ts';

/**
 * Dials as `plain` does, and where a destination is to be secured by `tunnel` with TLS over it: the socket given is one whose
 * certificate held.
 */
export function secureDial(plain: Dial, tunnel: Dial, trust: UpstreamTrust): Dial {
  return (destination, done) => {
    const { securedFor } = destination;
    if (securedFor === undefined) return plain(destination, done);
    let cancelHandshake = (): void => {};
    const cancelDial = tunnel(destination, (error, socket) => {
      if (socket === null) return done(error, null);
      cancelHandshake = openUpstreamTls({ socket, host: securedFor, port: destination.port, trust }, (failure, secured) => {
        if (failure === null) done(null, secured);
        else done(new UpstreamTlsError(failure), null);
      });
    });
    return () => {
      cancelDial();
      cancelHandshake();
    };
  };
}
