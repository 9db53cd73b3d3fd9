import type { OriginAnswer } from '../vectors/http/vector.ts';
import { type Origin, rawOrigin } from './origin.ts';

export interface FramedOrigin extends Origin {
  /** All bytes that came, by connection. */
  readonly came: string[];
}

/** An origin that reads requests by their framing and answers them in bytes, in the order they come. */
export async function framedOrigin(answers: readonly (string | OriginAnswer)[]): Promise<FramedOrigin> {
  const came: string[] = [];
  let requests = 0;
  const origin = await rawOrigin((socket) => {
    const index = came.push('') - 1;
    let start = 0;
    let current: OriginAnswer | undefined;
    const send = (bytes: string | undefined): void => {
      if (bytes !== undefined && bytes !== '') socket.write(Buffer.from(bytes, 'latin1'));
    };
    socket.on('data', (chunk: Buffer) => {
      const text = `${came[index]}${chunk.toString('latin1')}`;
      came[index] = text;
      for (;;) {
        const headEnd = text.indexOf('\r\n\r\n', start);
        if (headEnd < 0) return;
        if (current === undefined) {
          const answer = answers[Math.min(requests++, answers.length - 1)] ?? '';
          current = typeof answer === 'string' ? { whole: answer } : answer;
          send(current.atHead?.replaceAll('{origin}', `site.test:${origin.port}`));
        }
        const end = endOfRequest(text, start, headEnd + 4);
        if (end === undefined) return;
        send(current.whole);
        if (current.end === 'fin') socket.end();
        if (current.end === 'reset') socket.resetAndDestroy();
        current = undefined;
        start = end;
      }
    });
    socket.on('end', () => socket.end());
  });
  return Object.assign(origin, { came });
}

/** Where a request ends, by its own framing; undefined while it has not. */
export function endOfRequest(text: string, start: number, bodyStart: number): number | undefined {
  const head = text.slice(start, bodyStart);
  if (/\r\ntransfer-encoding:\s*chunked\r\n/i.test(head)) {
    for (let at = bodyStart; ; ) {
      const line = text.indexOf('\r\n', at);
      if (line < 0) return undefined;
      const size = Number.parseInt(text.slice(at, line), 16);
      if (size > 0) {
        at = line + 2 + size + 2;
        continue;
      }
      const end = text.indexOf('\r\n\r\n', line);
      return end < 0 ? undefined : end + 4;
    }
  }
  const end = bodyStart + Number(/\r\ncontent-length:\s*(\d+)\r\n/i.exec(head)?.[1] ?? 0);
  return text.length < end ? undefined : end;
}
