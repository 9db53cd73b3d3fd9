import { readFileSync } from 'node:fs';

/** A row of docs/faults.md. */
export interface FaultRow {
  readonly id: string;
  readonly triedBy: string;
  readonly cells: readonly string[];
}

export function faultRows(): FaultRow[] {
  const text = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  return text.split('\n').flatMap((line): FaultRow[] => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const id = /^`([a-z-]+)`: /.exec(cells[0] ?? '')?.[1];
    return id === undefined ? [] : [{ id, cells, triedBy: cells.at(-1) ?? '' }];
  });
}

/** The ids of the rows that a command is to try. */
export function faultsTriedBy(command: 'npm test' | 'check:deep'): string[] {
  return faultRows()
    .filter(({ triedBy }) => triedBy === command)
    .map(({ id }) => id);
}
