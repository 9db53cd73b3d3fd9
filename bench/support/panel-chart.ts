/** A measured value along an axis. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** `at`: 0 at the left end of the axis, 1 at the right. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Moments to see in it: dashed lines. */
  readonly marks?: readonly number[];
}

const WIDTH = 860;
const PANEL = 120;
const GAP = 56;
const LEFT = 70;
const RIGHT = 30;
const TOP = 60;

/** One panel under the other, each from zero. Plain SVG, readable without colour. */
export function drawPanels(title: string, panels: readonly Panel[]): string {
  const height = TOP + panels.length * (PANEL + GAP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="28" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    ...panels.map((panel, index) => drawPanel(panel, TOP + index * (PANEL + GAP))),
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, unit, points, ticks, marks = [] }: Panel, top: number): string {
  const most = Math.max(...points.map(({ value }) => value), 1e-9) * 1.15;
  const x = (at: number): string => (LEFT + at * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number): string => (top + PANEL - (value / most) * PANEL).toFixed(1);
  const dashed = marks.map(
    (at) => `<line x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${top + PANEL}" stroke="#999" stroke-dasharray="3 3"/>`,
  );
  const labels = ticks.map(({ at, label }) => `<text x="${x(at)}" y="${top + PANEL + 16}" text-anchor="middle">${escaped(label)}</text>`);
  const line = points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ');
  return [
    `<text x="${LEFT}" y="${top - 6}">${escaped(title)} (${escaped(unit)})</text>`,
    `<path d="M${LEFT} ${top}V${top + PANEL}H${WIDTH - RIGHT}" fill="none" stroke="#333"/>`,
    `<text x="${LEFT - 6}" y="${top + 10}" text-anchor="end">${rounded(most)}</text><text x="${LEFT - 6}" y="${top + PANEL}" text-anchor="end">0</text>`,
    ...labels,
    ...dashed,
    `<polyline points="${line}" fill="none" stroke="#1d70b8" stroke-width="2"/>`,
  ].join('\n');
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
