import { Compile } from 'typebox/compile';
import { type Clock, epochMs } from '../core/units.ts';
import type { IncidentStore } from '../storage/incidents.ts';
import { openRecordReader, type RecordCursor, RecordCursorSchema, type RecordReader } from '../storage/record-spool/reader.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { AlertMetrics } from './alert-metrics.ts';

/** At the very first start: what happened before is history, not news. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;
/** A file system that tells of no changes must not make an alert late. */
const POLL_MS = 250;

const cursorCheck = Compile(RecordCursorSchema);

export interface ReadingOptions {
  readonly incidents: Pick<IncidentStore, 'cursor'>;
  /** `<data>/records`. */
  readonly folder: string;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens the records where the last batch of incidents ended. */
export async function openReading({ incidents, folder, metrics, clock, logger }: ReadingOptions): Promise<RecordReader> {
  const cursor = parseCursor(await incidents.cursor(), logger);
  return openRecordReader({
    folder,
    // With a cursor, files that it does not name came while nobody read: they are read whole.
    ...(cursor === undefined ? { since: epochMs(clock() - FIRST_LOOK_BACK_MS) } : { cursor }),
    pollMs: POLL_MS,
    onQuarantine: ({ reason, file, offset }) => {
      metrics.quarantined.value++;
      logger.warn({ reason, file, offset }, 'a line of the records cannot be read');
    },
    onProblem: (problem) => logger.warn({ problem }, 'records'),
  });
}

function parseCursor(text: string | undefined, logger: Logger): RecordCursor | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (cursorCheck.Check(value)) return value;
  } catch {
    // Told below.
  }
  // What was stored already is known by its decision id.
  logger.error('the position in the records cannot be read; the records of the last day are read again');
  return undefined;
}
