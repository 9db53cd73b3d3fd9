import type { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, keptConnection } from './proxy-client.ts';

export interface Load {
  /** Answers that came whole, in order. */
  readonly answers: readonly Answer[];
  /** Why requests failed. */
  readonly failures: readonly Error[];
  /** Resolves when this many more answers have come. */
  more(count: number): Promise<void>;
  /** Resolves when every client has its last answer. */
  stop(): Promise<void>;
}

/**
 * Clients that each keep one connection and ask one thing after the other until they are stopped, as fast as they are
 * answered or with a pause between. `turn` counts a client's questions.
 */
export function startLoad(clients: number, question: (agent: Agent, client: number, turn: number) => Promise<Answer>, pauseMs = 0): Load {
  const answers: Answer[] = [];
  const failures: Error[] = [];
  const waiting = new Set<{ readonly count: number; readonly done: () => void }>();
  let isStopping = false;
  const client = async (number: number): Promise<void> => {
    const agent = keptConnection();
    for (let turn = 0; !isStopping; turn++) {
      try {
        answers.push(await question(agent, number, turn));
      } catch (error) {
        failures.push(error as Error);
      }
      await delay(pauseMs); // even of 0 ms: a port that refuses would keep the event loop for itself
      for (const one of waiting) {
        if (answers.length < one.count) continue;
        waiting.delete(one);
        one.done();
      }
    }
    agent.destroy();
  };
  const running = Array.from({ length: clients }, (_, number) => client(number));
  return {
    answers,
    failures,
    more: (count) => new Promise((done) => waiting.add({ count: answers.length + count, done })),
    async stop() {
      isStopping = true;
      await Promise.all(running);
    },
  };
}
