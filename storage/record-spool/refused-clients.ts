import { clientOfLine, EVENT_ENDS, ISO_LENGTH, isRefusedLine } from './decode.ts';
import { LineMark, standsAt } from './raw-records.ts';

const ID_START = '{"id":"'.length;
const EVENT_KEY = '","event":"';
const EVENT_START = ID_START + '0123456789ABCDEF'.length + EVENT_KEY.length;
const REQUEST_CLOSE = Buffer.from('request-close"');
const ACTION = '"action":"';
const ALLOW = Buffer.from('allow"');

/** The beginning of a line, up to where its client ends. */
interface Known {
  readonly client: string;
  readonly bytes: Uint8Array;
  /** What is the line's own, and not the client's: its id ends, its time begins and ends. */
  readonly idEnds: number;
  readonly timeStarts: number;
  readonly timeEnds: number;
}

/**
 * Tells whose refused lines are, one after the other: mostly the same client's as the line before, with the same words at the
 * same places, which is seen without a search.
 */
export class RefusedClients {
  readonly #action = new LineMark(ACTION);
  #known: Known | undefined;

  /** As `clientOfLine` says of the line at [start, end); undefined as well for one that was not refused. */
  clientAt(content: Buffer, start: number, end: number): string | undefined {
    if (standsAt(content, start + EVENT_START, REQUEST_CLOSE)) return undefined;
    const action = this.#action.guess(content, start, end);
    if (action < 0) return this.#search(content.subarray(start, end));
    if (standsAt(content, action + ACTION.length, ALLOW)) return undefined;
    const known = this.#known;
    return known !== undefined && beginsAlike(content, start, known) ? known.client : this.#learn(content.subarray(start, end));
  }

  #search(line: Buffer): string | undefined {
    const action = line.indexOf(ACTION);
    if (action >= 0) this.#action.learn(line.length - action);
    return isRefusedLine(line) ? this.#learn(line) : undefined;
  }

  #learn(line: Buffer): string | undefined {
    const found = clientOfLine(line);
    if (found === undefined) return undefined;
    const { client, eventEnds, ends } = found;
    const idEnds = line.lastIndexOf(EVENT_KEY, eventEnds);
    const timeStarts = eventEnds + EVENT_ENDS.length + 1;
    const bytes = Uint8Array.from(line.subarray(0, ends + 1));
    this.#known = idEnds < 0 ? undefined : { client, bytes, idEnds, timeStarts, timeEnds: timeStarts + ISO_LENGTH };
    return client;
  }
}

function beginsAlike(content: Uint8Array, start: number, { bytes, idEnds, timeStarts, timeEnds }: Known): boolean {
  return (
    standsAt(content, start, bytes, 0, ID_START) &&
    standsAt(content, start, bytes, idEnds, timeStarts) &&
    standsAt(content, start, bytes, timeEnds, bytes.length)
  );
}
