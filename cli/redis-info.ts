import { connect } from 'node:net';

const ANSWER_LIMIT_MS = 1_000;

export interface RedisInfo {
  readonly pid: number;
  /** False while it loads what it kept. */
  readonly isReady: boolean;
}

/** The process behind a Redis socket, or undefined when none answers there. Inline commands, so that no client is needed. */
export function redisInfo(socketPath: string): Promise<RedisInfo | undefined> {
  return new Promise((done) => {
    let answer = '';
    const socket = connect(socketPath);
    socket.setEncoding('latin1').setTimeout(ANSWER_LIMIT_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('connect', () => socket.write('PING\r\nINFO server\r\n'));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (/process_id:\d+\r\n/.test(answer)) socket.destroy();
    });
    socket.on('close', () => {
      const pid = /process_id:(\d+)\r\n/.exec(answer)?.[1];
      done(pid === undefined ? undefined : { pid: Number(pid), isReady: answer.startsWith('+PONG') });
    });
  });
}
