/**
 * The script of a run's page: draws the charts that stand in the page as data, and on a live page takes what the server
 * sends. Bundled into one file with uPlot; nothing is loaded from anywhere.
 */
import uPlot from 'uplot';
import type { Chart } from '../src/report/run-page/charts.ts';

const COLOURS = ['#0b7d5b', '#b3541e', '#3b5bdb', '#9c36b5', '#947600', '#c2255c'];
const drawn: uPlot[] = [];

const style = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function value(unit: string): (self: uPlot, raw: number | null) => string {
  return (_, raw) => {
    if (raw === null || raw === undefined) return '–';
    const size = Math.abs(raw);
    const text =
      size !== 0 && (size < 0.001 || size >= 1e6)
        ? raw.toExponential(3).replace(/\.?0+e/, 'e')
        : String(Number(raw.toPrecision(5)));
    return unit === '' ? text : `${text} ${unit}`;
  };
}

function draw(chart: Chart, host: HTMLElement): void {
  const tables = chart.series.map(({ x, y }) => [[...x], [...y]] as uPlot.AlignedData);
  const data = tables.length === 1 && tables[0] !== undefined ? tables[0] : uPlot.join(tables);
  const axis = {
    stroke: style('--ink'),
    grid: { stroke: style('--line') },
    ticks: { stroke: style('--line') },
  };
  const width = Math.max(280, host.clientWidth);
  drawn.push(
    new uPlot(
      {
        width,
        height: Math.min(320, Math.max(180, Math.round(width * 0.42))),
        scales: { x: { time: false } },
        axes: [
          axis,
          { ...axis, size: 64, values: (self, splits) => splits.map((split) => value('')(self, split)) },
        ],
        cursor: { sync: { key: 'runs' } },
        series: [
          { label: host.dataset['axis'] ?? 'step' },
          ...chart.series.map((series) => ({
            label: series.label,
            stroke: COLOURS[series.colour % COLOURS.length] ?? '#888',
            width: 1.5,
            spanGaps: true,
            ...(series.dashed === true ? { dash: [6, 4] } : {}),
            points: { show: series.points === true || series.x.length < 30, size: 6 },
            value: value(chart.unit),
          })),
        ],
      },
      data,
      host,
    ),
  );
}

function drawAll(): void {
  for (const old of drawn.splice(0)) old.destroy();
  const source = document.getElementById('charts');
  if (source === null) return;
  const charts = JSON.parse(source.textContent ?? '[]') as Chart[];
  for (const [place, chart] of charts.entries()) {
    const host = document.querySelector<HTMLElement>(`[data-chart="${place}"]`);
    if (host !== null) draw(chart, host);
  }
}

let waiting: ReturnType<typeof setTimeout> | undefined;
addEventListener('resize', () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);

const live = document.documentElement.dataset['live'];
if (live !== undefined) {
  const source = new EventSource(live);
  source.addEventListener('page', (event) => {
    const main = document.querySelector('main');
    if (main === null) return;
    // The server is the program itself, and its text is escaped there; a page of another origin cannot send here.
    main.innerHTML = JSON.parse((event as MessageEvent<string>).data) as string;
    drawAll();
  });
  source.addEventListener('over', () => source.close());
}

drawAll();
