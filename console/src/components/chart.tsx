import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { timeText } from './time.tsx';

export interface Series {
  readonly title: string;
  /** One for each of `times`; null where there is none. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  /** What it shows, for those who do not see it; the same numbers belong into a `Table` beside it or folded beneath. */
  readonly title: string;
  /** Rising, in ms since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly style?: 'lines' | 'bars';
  readonly heightPx?: number;
}

/** Told apart by dash as well as by colour; the colours are in style/colours.css, so that they follow the dark mode. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 5]];
const COLOURS = 6;

function colourOf(at: number): string {
  return (
    getComputedStyle(document.documentElement)
      .getPropertyValue(`--chart-${(at % COLOURS) + 1}`)
      .trim() || '#2c6b50'
  );
}

const DAY_MS = 86_400_000;

function tickText(at: number, stepMs: number): string {
  if (stepMs < DAY_MS) return timeText(at, 'clock');
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'short' }).format(at);
}

function optionsOf({ series, style = 'lines', heightPx = 240 }: ChartProps, width: number): uPlot.Options {
  const ink = getComputedStyle(document.documentElement).getPropertyValue('--govuk-secondary-text-colour').trim() || '#666';
  const line = getComputedStyle(document.documentElement).getPropertyValue('--govuk-border-colour').trim() || '#ccc';
  const axis: uPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const xAxis: uPlot.Axis = { ...axis, values: (_chart, splits, _at, _space, step) => splits.map((at) => tickText(at, step)) };
  const bars = uPlot.paths.bars?.({ size: [0.7, 60] });
  return {
    width,
    height: heightPx,
    ms: 1,
    tzDate: (ts) => uPlot.tzDate(new Date(ts), 'Europe/London'),
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [xAxis, { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000] }],
    series: [
      { value: (_chart, at) => (at === null ? '–' : timeText(at, 'moment')) },
      ...series.map(({ title: label }, at) => ({
        label,
        stroke: colourOf(at),
        width: 2,
        dash: [...(DASHES[at % DASHES.length] ?? [])],
        ...(style === 'bars' && bars !== undefined && { paths: bars, fill: colourOf(at), points: { show: false } }),
      })),
    ],
  };
}

/** Numbers over time. Pages that use it should be lazy: uPlot is 20 kB. */
export default function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = box.current;
    if (place === null) return;
    const data: uPlot.AlignedData = [[...props.times], ...props.series.map(({ values }) => [...values])];
    const chart = new uPlot(optionsOf(props, place.clientWidth), data, place);
    const observer = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: props.heightPx ?? 240 }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [props]);
  return <div className="chart" ref={box} role="img" aria-label={props.title} />;
}
