/** The objective's verdict in the answer of `check`: what `feasibility --config FILE` says of the same file. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import type { Objective } from '../engine/objective.ts';
import type { Finding, Origin, Skipped } from '../findings/finding.ts';
import { judgeRun } from '../plan/assess-run.ts';

/** Whether what is asked for lies inside what the run's loss can optimise. */
interface ObjectiveAnswer {
  readonly verdict: 'allow' | 'warn' | 'block';
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

/** What is known beside the config. */
interface ObjectiveContext {
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where the run would be started: the model's and the labels' folders count from here. */
  readonly workdir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly script?: string;
}

/** Judges a config by its model's headers, its trainer and patterns, its keys and the labels that it names. */
export function objectiveVerdict(
  config: TomlTable,
  { engine, objective }: { readonly engine: Engine; readonly objective: Objective },
  { origins, workdir, env = {}, script }: ObjectiveContext,
  model?: Checkpoint,
): ObjectiveAnswer {
  const read = model === undefined ? {} : { model };
  const run = {
    config,
    origins,
    engine,
    objective,
    ...read,
    ...(script === undefined || script === 'none' ? {} : { script }),
  };
  const { verdict, findings, skipped } = judgeRun(run, { cwd: workdir, env });
  // Notes are for `feasibility`; that a model is known by name only is said among what was skipped.
  return { verdict, findings: findings.filter(({ severity }) => severity !== 'info'), skipped };
}
