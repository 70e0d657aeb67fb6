/** Gives a night what it needs of the other commands: planning and executing runs, ending lost ones. */
import { rmSync } from 'node:fs';
import { parseOverride } from '../config/layers.ts';
import type { Io } from '../io.ts';
import { durationSeconds } from '../nightly/deadline.ts';
import type { NightPorts } from '../nightly/ports.ts';
import type { Spec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { type PlanRequest, planRun } from '../plan/plan-run.ts';
import { flagSetting } from '../plan/settings.ts';
import { runReporter } from '../report/progress.ts';
import { execute, takeOver } from '../run/execute.ts';
import type { RunState } from '../run/record.ts';

/** The run that a series asks for. */
export function requestOf(spec: Spec, stopSeconds: number, resume?: string): PlanRequest {
  const { preset, config, dataset, model, script, engine, gpus, set, stall_timeout } = spec.file;
  const given = { preset, config, dataset, model, script, engine, gpus };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    settings: [
      ...set.map((text) => parseOverride(text, `--set ${text}`)),
      ...(resume === undefined ? [] : [flagSetting('the newest checkpoint', 'train.resume', resume)]),
    ],
    runs: placeOf(spec).runs,
    stallSeconds: durationSeconds(stall_timeout) ?? 1800,
    stopSeconds: Math.max(1, Math.floor(stopSeconds)),
  };
}

/** A run that nobody supervises is asked for a checkpoint where it still trains, and judged as it lies where it does not. */
async function settle(state: RunState, io: Io): Promise<void> {
  const { id } = state.record;
  const reporter = {
    staged: () => {},
    update: () => {},
    note: (text: string) => io.stderr.write(`${id}: ${text}\n`),
    stop: () => {},
  };
  await takeOver(state, reporter, io, state.standing === 'running' ? [{ requested: 'SIGTERM' }] : []);
}

/** The ports for a series; relative paths of its file count from the file's folder. */
export function nightPorts(spec: Spec, surroundings: Io, stop: AbortSignal): NightPorts {
  const io: Io = { ...surroundings, cwd: spec.base };
  return {
    io,
    stop,
    plan: async ({ resume, stopSeconds, dryRun }) => {
      const request = requestOf(spec, stopSeconds, resume);
      const planned = await planRun({ ...request, ...(dryRun === true ? { dryRun } : {}) }, io);
      // The scratch folder of a dry run: what a night would do is told, not staged.
      if (dryRun === true) rmSync(planned.folder, { recursive: true, force: true });
      return planned;
    },
    execute: async ({ prepared, report, facts, folder }, stops) =>
      execute({ prepared, report, facts, folder, stops, reporter: await runReporter(io) }, io),
    settle: (state) => settle(state, io),
  };
}
