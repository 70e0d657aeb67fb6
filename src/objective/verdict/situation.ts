/** Everything the verdict is made from, as one value. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import type { TomlTable } from '../../config/value.ts';
import type { CosmosRl } from '../../engine/cosmos-rl/versions.ts';
import type { Origin } from '../../findings/finding.ts';
import type { Target } from '../../findings/target.ts';
import type { DatasetContent } from '../dataset-content/content.ts';
import { type Trained, trainedBy } from '../modules/modules.ts';
import { runOf, type TrainedRun } from '../modules/run.ts';

/** What is known; whatever is missing was not given. */
export interface Given {
  readonly config: TomlTable;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly engine: CosmosRl;
  /** Dotted keys that the engine drops. */
  readonly dropped: readonly string[];
  readonly model?: Checkpoint;
  /** Weights of policy.model_safetensor_path. */
  readonly weights?: Checkpoint;
  readonly consumer?: Checkpoint;
  /** Set where the consumer takes whole checkpoints only, as the Alpamayo NIM. */
  readonly wholeOnly?: boolean;
  readonly content?: DatasetContent;
  /** The dataset as it was typed. */
  readonly dataset?: string;
  readonly optimize?: Target;
  readonly goal?: string;
  /** The user's own entry script; ours and none at all are not given. */
  readonly script?: string;
}

/** What follows from it before anything is judged. */
export interface Situation extends Given {
  readonly run: TrainedRun;
  readonly family?: Family;
  readonly trained?: Trained;
  /** How the run is called in a sentence. */
  readonly title: string;
}

function titleOf(run: TrainedRun): string {
  if (run.trainer === 'sft') return 'This Reason SFT run';
  return `This run with the trainer \`${run.trainer}\``;
}

/** Prepares what every judgement needs. */
export function situationOf(given: Given): Situation {
  const run = runOf(given.config, given.engine.known, given.script === undefined ? 'stock' : 'custom');
  const family = given.model === undefined ? undefined : primaryFamily(given.model.families);
  return {
    ...given,
    run,
    title: titleOf(run),
    ...(family === undefined ? {} : { family }),
    ...(given.model === undefined ? {} : { trained: trainedBy(given.model, run) }),
  };
}
