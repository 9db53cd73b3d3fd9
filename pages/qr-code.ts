import { encode } from 'uqr';
import { Html } from './html.ts';

/** Modules of white around the code (ISO/IEC 18004 asks for four). */
const BORDER = 4;

/** A QR code as an image to be read aloud as `label`. Black on white in every colour scheme: readers expect it so. */
export function qrCode(text: string, label: string): Html {
  const { data, size } = encode(text, { ecc: 'M', border: BORDER });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark && !row[x - 1] ? [`M${x} ${y}h${runLength(row, x)}v1H${x}z`] : [])))
    .join('');
  // The label is one of ours; a double quote would end the attribute.
  const title = label.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return new Html(
    `<svg class="qr" role="img" aria-label="${title}" viewBox="0 0 ${size} ${size}" width="180" height="180" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path}"/></svg>`,
  );
}

function runLength(row: readonly boolean[], from: number): number {
  let length = 1;
  while (row[from + length]) length++;
  return length;
}
