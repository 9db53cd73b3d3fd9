export interface Loop {
  isStopping(): boolean;
  /** Begins no more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

/** Does the work again and again, never twice at a time, with `everyMs` of rest in between. */
export function startLoop(options: {
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Loop {
  let stopping = false;
  let wake = () => {};
  const running = (async () => {
    while (!stopping) {
      await options.work().catch(options.onError);
      if (stopping) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, options.everyMs);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  })();
  return {
    isStopping: () => stopping,
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
