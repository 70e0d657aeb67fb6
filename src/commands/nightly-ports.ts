/** Gives a night what it needs of the other commands: planning and executing runs, ending lost ones. */
import { rmSync } from 'node:fs';
import { writeTomlValue } from '../config/toml.ts';
import { bootId } from '../executors/processes.ts';
import type { Io } from '../io.ts';
import { durationSeconds } from '../nightly/deadline.ts';
import type { NightPorts } from '../nightly/ports.ts';
import type { Spec } from '../nightly/series-config.ts';
import { placeOf } from '../nightly/series-paths.ts';
import { finishRun } from '../run/conclude.ts';
import { execute } from '../run/execute.ts';
import { processName, type RunState, readPlan } from '../run/record.ts';
import { type Supervised, supervise } from '../run/supervise.ts';
import { watchRun } from '../run/watch.ts';
import { planRun, type SftOptions } from './sft.ts';

/** The options of `sft` for a run of this series. */
export function sftOptions(spec: Spec, stopSeconds: number, resume?: string, model?: string): SftOptions {
  const { file } = spec;
  const given = Object.entries({
    preset: file.preset,
    config: file.config,
    dataset: file.dataset,
    model: model ?? file.model,
    script: file.script,
    engine: file.engine,
    gpus: file.gpus?.toString(),
  }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    set: [...file.set, ...(resume === undefined ? [] : [`train.resume=${writeTomlValue(resume)}`])],
    runsDir: placeOf(spec).runs,
    stallTimeout: String(durationSeconds(file.stall_timeout) ?? 1800),
    stopTimeout: String(Math.max(1, Math.floor(stopSeconds))),
  };
}

async function settle({ record, files, standing }: RunState, io: Io): Promise<void> {
  const plan = readPlan(files);
  const watch = watchRun(files);
  let supervised: Supervised = { left: [] };
  // After a reboot nothing of it can live, and what has its redis port now is somebody else's.
  if (record.supervisor.bootId === bootId()) {
    supervised = await supervise({
      plan,
      files,
      watch,
      onProgress: () => {},
      onNote: (text) => io.stderr.write(`${record.id}: ${text}\n`),
      onStopRequest: (handler) => {
        if (standing === 'running') handler({ requested: 'SIGTERM' });
        return () => {};
      },
      monotonic: io.monotonic,
    });
  } else watch.finish();
  finishRun(
    plan,
    files,
    watch,
    supervised,
    { ...record, supervisor: processName(process.pid) },
    record.findings,
    io.now(),
  );
}

/** The ports for a series; relative paths of its file count from the file's folder. */
export function nightPorts(spec: Spec, surroundings: Io, stop: AbortSignal): NightPorts {
  const io: Io = { ...surroundings, cwd: spec.base };
  return {
    io,
    stop,
    plan: async ({ resume, model, stopSeconds, dryRun }) => {
      const options = sftOptions(spec, stopSeconds, resume, model);
      const planned = await planRun({ ...options, ...(dryRun === true ? { dryRun } : {}) }, io);
      // The scratch folder of a dry run: what a night would do is told, not staged.
      if (dryRun === true) rmSync(planned.folder, { recursive: true, force: true });
      return planned;
    },
    execute: ({ prepared, report, facts, folder }, stops) =>
      execute(prepared, report, facts, io, folder, stops),
    settle: (state) => settle(state, io),
  };
}
