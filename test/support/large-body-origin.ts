import { type Origin, rawOrigin } from './origin.ts';

/** An origin that answers every connection with a body of so many bytes, made up as it is sent, and closes. */
export function largeBodyOrigin(size: number): Promise<Origin> {
  const chunk = Buffer.alloc(2 ** 18, 'x');
  return rawOrigin((socket) => {
    let sent = 0;
    const more = (): void => {
      let room = true;
      while (room && sent < size) {
        room = socket.write(chunk.subarray(0, size - sent));
        sent += chunk.length;
      }
      if (sent >= size) socket.end();
    };
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.on('drain', more);
      more();
    });
  });
}
