import type { UpdateProgress } from '../blocklists/update-progress.ts';

/** Ten times a second is as often as anybody can read. */
const REDRAW_MS = 100;

/** Shows what an update does: one line drawn over itself on a terminal, a line for each new step otherwise. */
export function showProgress(isTerminal: boolean, write: (text: string) => void): { show(progress: UpdateProgress): void; end(): void } {
  let lastStep = '';
  let drawnAt = 0;
  return {
    show(progress) {
      const step = `${progress.phase} ${'source' in progress ? progress.source : ''}`;
      if (isTerminal) {
        const now = performance.now();
        if (step === lastStep && now - drawnAt < REDRAW_MS) return;
        drawnAt = now;
        write(`\r\u001b[K${progressText(progress)}`);
      } else if (step !== lastStep) write(`${progressText(progress)}\n`);
      lastStep = step;
    },
    end() {
      if (isTerminal) write('\r\u001b[K');
    },
  };
}

const count = (value: number): string => value.toLocaleString('en-GB');

function progressText(progress: UpdateProgress): string {
  switch (progress.phase) {
    case 'waiting':
      return `waiting: ${progress.reason}`;
    case 'fetching':
      return `fetching ${progress.source}${progress.of === null ? sizeText(progress.bytes) : ` ${bar(progress.bytes / progress.of)}`}`;
    case 'checking':
      return `checking ${progress.source}${progress.entries === 0 ? '' : `: ${count(progress.entries)} entries`}`;
    case 'compiling':
      return `compiling${progress.entries === 0 ? '' : `: ${count(progress.entries)} entries`}`;
    case 'publishing':
      return 'publishing';
  }
}

function sizeText(bytes: number): string {
  return bytes === 0 ? '' : `: ${count(Math.ceil(bytes / 1024))} kB`;
}

const BAR_WIDTH = 20;

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
}
