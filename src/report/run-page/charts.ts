/** The charts of a report, as data: what the page draws, and what a test can look at without a browser. */
import { GIB } from '../../estimate/gib.ts';
import { isStep, isValidation, type Metric, type StepMetric } from '../../run/metrics/metric.ts';

/** One line or set of points: `x` and `y` have the same length; `null` is a gap. */
export interface Series {
  readonly label: string;
  /** Which colour of the page's row: of one run each line has its own, of several each run. */
  readonly colour: number;
  /** Drawn broken, to be told from the first series of the same run. */
  readonly dashed?: boolean;
  readonly points?: boolean;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

/** One chart; charts without a series are left out. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

/** What the x axis counts. */
export type Axis = 'step' | 'samples';

/** One run whose curves are drawn. */
export interface Curves {
  readonly name: string;
  readonly metrics: readonly Metric[];
  /** Samples of one optimizer step over all ranks, for the samples axis. */
  readonly samplesPerStep?: number;
}

/** At most this many points a line: a page of a run of 100,000 steps stays small, and no peak is lost. */
const POINTS = 1500;

/** Keeps the lowest and the highest point of each bucket, and the order. */
function thinned<T>(all: readonly T[], value: (one: T) => number | undefined, most = POINTS): readonly T[] {
  if (all.length <= most) return all;
  const buckets = Math.floor(most / 2);
  const size = all.length / buckets;
  const kept = new Set<number>([0, all.length - 1]);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let [low, high] = [-1, -1];
    const end = Math.min(all.length, Math.floor((bucket + 1) * size));
    for (let place = Math.floor(bucket * size); place < end; place += 1) {
      const one = all[place];
      const here = one === undefined ? undefined : value(one);
      if (here === undefined || !Number.isFinite(here)) {
        // A loss that is not finite is what one looks for.
        if (here !== undefined) kept.add(place);
        continue;
      }
      if (low < 0 || here < (value(all[low] as T) ?? here)) low = place;
      if (high < 0 || here > (value(all[high] as T) ?? here)) high = place;
    }
    for (const place of [low, high]) if (place >= 0) kept.add(place);
  }
  return [...kept].sort((a, b) => a - b).flatMap((place) => all[place] ?? []);
}

const shown = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);

type Pick = (step: StepMetric) => number | undefined;

interface Line {
  readonly label: string;
  readonly pick: Pick;
  readonly dashed?: boolean;
}

const gib = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / GIB);

function ratesOf(runs: readonly Curves[]): readonly Line[] {
  const groups = new Set(
    runs.flatMap(({ metrics }) => metrics.filter(isStep).flatMap(({ lr }) => Object.keys(lr ?? {}))),
  );
  return [...groups].map((group) => ({
    label: group === '' || group === 'all' ? 'lr' : `lr ${group}`,
    pick: ({ lr }) => lr?.[group],
  }));
}

function chart(
  title: string,
  unit: string,
  runs: readonly Curves[],
  axis: Axis,
  lines: readonly Line[],
): Chart {
  const series = runs.flatMap(({ name, metrics, samplesPerStep }, run) => {
    const steps = metrics.filter(isStep);
    return lines.flatMap(({ label, pick, dashed }, line) => {
      if (!steps.some((step) => pick(step) !== undefined)) return [];
      const kept = thinned(steps, pick);
      return [
        {
          label: runs.length === 1 ? label : `${name} · ${label}`,
          colour: runs.length === 1 ? line : run,
          ...(dashed === true ? { dashed } : {}),
          x: kept.map(({ step }) => (axis === 'samples' ? step * (samplesPerStep ?? 1) : step)),
          y: kept.map((step) => shown(pick(step))),
        },
      ];
    });
  });
  return { title, unit, series };
}

function validation(runs: readonly Curves[], axis: Axis): readonly Series[] {
  return runs.flatMap(({ name, metrics, samplesPerStep }, run) => {
    const points = metrics
      .filter(isValidation)
      .flatMap(({ validation: { step, loss } }) => (step === undefined ? [] : [{ step, loss }]));
    if (points.length === 0) return [];
    return [
      {
        label: runs.length === 1 ? 'validation' : `${name} · validation`,
        colour: runs.length === 1 ? 1 : run,
        dashed: true,
        points: true,
        x: points.map(({ step }) => (axis === 'samples' ? step * (samplesPerStep ?? 1) : step)),
        y: points.map(({ loss }) => shown(loss)),
      },
    ];
  });
}

/** The charts of one run or of several, overlaid; charts that nothing was measured for are left out. */
export function chartsOf(runs: readonly Curves[], axis: Axis = 'step'): readonly Chart[] {
  const loss = chart('loss', '', runs, axis, [{ label: 'loss', pick: (step) => step.loss }]);
  return [
    { ...loss, series: [...loss.series, ...validation(runs, axis)] },
    chart('gradient norm', '', runs, axis, [{ label: 'gradient norm', pick: (step) => step.gradNorm }]),
    chart('learning rate', '', runs, axis, ratesOf(runs)),
    chart('seconds per step', 's', runs, axis, [
      { label: 'step', pick: (step) => step.seconds },
      { label: 'of it waiting for data', pick: (step) => step.dataWait, dashed: true },
    ]),
    chart('GPU memory, highest so far', 'GiB', runs, axis, [
      { label: 'allocated', pick: (step) => gib(step.peakMemoryBytes) },
      { label: 'reserved', pick: (step) => gib(step.reservedMemoryBytes), dashed: true },
    ]),
  ].filter(({ series }) => series.length > 0);
}
