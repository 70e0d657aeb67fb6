/** Plans a run of a series, in values. */
import { rmSync } from 'node:fs';
import { parseOverride } from '../config/layers.ts';
import type { Io } from '../io.ts';
import { chosenEngine } from '../plan/chosen-engine.ts';
import { type PlannedRun, type PlanRequest, planRun } from '../plan/plan-run.ts';
import { flagSetting } from '../plan/settings.ts';
import { durationSeconds } from './deadline.ts';
import type { Spec } from './series-config.ts';
import { placeOf } from './series-paths.ts';

/** What differs between the runs of a series. */
interface SeriesRun {
  /** The policy folder to go on from. */
  readonly resume?: string;
  /** The model to start from, instead of the series' own. */
  readonly model?: string;
  readonly stopSeconds: number;
  readonly dryRun?: boolean;
}

/** The run that a series asks for. */
export function seriesRequest(spec: Spec, { stopSeconds, resume, model: other }: SeriesRun): PlanRequest {
  const { preset, config, dataset, script, engine, gpus, set, stall_timeout, slurm } = spec.file;
  const model = other ?? spec.file.model;
  const given = { preset, config, dataset, model, script, engine, gpus };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    settings: [
      ...set.map((text) => parseOverride(text, `--set ${text}`)),
      ...(resume === undefined
        ? []
        : [flagSetting('the newest checkpoint', chosenEngine(engine).adapter.keys.resume, resume)]),
    ],
    runs: placeOf(spec).runs,
    stallSeconds: durationSeconds(stall_timeout) ?? 1800,
    stopSeconds: Math.max(1, Math.floor(stopSeconds)),
    ...(slurm === undefined ? {} : { on: 'slurm' as const, nodes: slurm.nodes }),
  };
}

/** Plans it; relative paths of the series' file count from the file's folder. Starts and writes nothing. */
export async function planSeries(spec: Spec, run: SeriesRun, io: Io): Promise<PlannedRun> {
  const dryRun = run.dryRun === true ? { dryRun: true } : {};
  const planned = await planRun({ ...seriesRequest(spec, run), ...dryRun }, { ...io, cwd: spec.base });
  // The scratch folder of a dry run: what a night would do is told, not staged.
  if (run.dryRun === true) rmSync(planned.folder, { recursive: true, force: true });
  return planned;
}
