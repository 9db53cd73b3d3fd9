import { stringify } from 'yaml';

const LINE_WIDTH = 120;

/** A part of a configuration file as text, to be edited and read again. */
export function configText(part: Readonly<Record<string, unknown>>): string {
  return stringify(part, { lineWidth: LINE_WIDTH }).trimEnd();
}
