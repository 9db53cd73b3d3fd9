import type { Server } from 'node:net';
import { BareSocket } from '../outbound/bare-socket.ts';
import { type ListeningHandle, listeningHandle } from '../outbound/node-handles.ts';

/** From now on has a server that listens give its connections away as they are, in place of its own `connection` event. */
export function acceptBare(server: Server, accepted: (socket: BareSocket) => void): void {
  const listening = listeningHandle(server);
  const { onconnection: acceptedByNode } = listening;
  listening.onconnection = function (this: ListeningHandle, status, handle) {
    if (status === 0 && handle !== undefined) accepted(new BareSocket(handle));
    // Reports the failure as an event.
    else acceptedByNode.call(this, status, handle);
  };
}
