/** A measured value over time. */
export interface Series {
  readonly title: string;
  readonly unit: string;
  /** One value for each moment of the chart. */
  readonly values: readonly number[];
}

export interface SoakChart {
  readonly title: string;
  readonly minutes: readonly number[];
  readonly series: readonly Series[];
  /** When a worker was killed, in minutes. */
  readonly deaths: readonly number[];
}

const WIDTH = 860;
const PANEL = 120;
const GAP = 46;
const LEFT = 70;
const RIGHT = 20;
const TOP = 60;

/** One panel under the other on a common axis of time, each from zero. Plain SVG, readable without colour. */
export function drawSoak({ title, minutes, series, deaths }: SoakChart): string {
  const height = TOP + series.length * (PANEL + GAP) + 10;
  const last = Math.max(...minutes, 1);
  const x = (minute: number): string => (LEFT + (minute / last) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const panels = series.map((one, index) => drawPanel(one, minutes, deaths, TOP + index * (PANEL + GAP), x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="28" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function drawPanel(
  { title, unit, values }: Series,
  minutes: readonly number[],
  deaths: readonly number[],
  top: number,
  x: (minute: number) => string,
): string {
  const most = Math.max(...values, 1e-9) * 1.15;
  const y = (value: number): string => (top + PANEL - (value / most) * PANEL).toFixed(1);
  const points = values.map((value, index) => `${x(minutes[index] ?? 0)},${y(value)}`).join(' ');
  const marks = deaths.map(
    (minute) => `<line x1="${x(minute)}" x2="${x(minute)}" y1="${top}" y2="${top + PANEL}" stroke="#999" stroke-dasharray="3 3"/>`,
  );
  const lastMinute = minutes.at(-1) ?? 0;
  return [
    `<text x="${LEFT}" y="${top - 6}">${escaped(title)} (${escaped(unit)}); dashed: a worker was killed</text>`,
    `<path d="M${LEFT} ${top}V${top + PANEL}H${WIDTH - RIGHT}" fill="none" stroke="#333"/>`,
    `<text x="${LEFT - 6}" y="${top + 10}" text-anchor="end">${rounded(most)}</text><text x="${LEFT - 6}" y="${top + PANEL}" text-anchor="end">0</text>`,
    `<text x="${WIDTH - RIGHT}" y="${top + PANEL + 16}" text-anchor="end">${rounded(lastMinute)} min</text>`,
    ...marks,
    `<polyline points="${points}" fill="none" stroke="#1d70b8" stroke-width="2"/>`,
  ].join('\n');
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
