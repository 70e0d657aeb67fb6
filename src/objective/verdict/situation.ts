/** Everything the verdict is made from, as one value. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import type { TomlTable } from '../../config/value.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Objective, RunObjective, Trained } from '../../engine/objective.ts';
import type { Origin } from '../../findings/finding.ts';
import type { Target } from '../../findings/target.ts';
import type { DatasetContent } from '../dataset-content/content.ts';
import { trainedBy } from '../modules/modules.ts';
import type { Made } from '../remedies/way.ts';
import { type KindOf, kindOfEvery } from './kind-of.ts';

/** What is known; whatever is missing was not given. */
export interface Given {
  readonly config: TomlTable;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly engine: Engine;
  /** What the engine says of its runs. */
  readonly objective: Objective;
  readonly model?: Checkpoint;
  /** Weights that are taken in the place of the model's own. */
  readonly weights?: Checkpoint;
  readonly consumer?: Checkpoint;
  /** What a conversion of the model has left where one was looked for. */
  readonly made?: Made;
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
  readonly run: RunObjective;
  readonly kindOf: KindOf;
  readonly family?: Family;
  readonly trained?: Trained;
  /** How the run is called in a sentence. */
  readonly title: string;
}

/** Prepares what every judgement needs. */
export function situationOf(given: Given): Situation {
  const { config, engine, objective, script } = given;
  const run = objective.runOf(config, { engine, ...(script === undefined ? {} : { script }) });
  const told = given.model === undefined ? undefined : primaryFamily(given.model.families);
  const family =
    told?.kind === 'token' && run.weightsOf !== undefined ? { ...told, title: run.weightsOf.title } : told;
  return {
    ...given,
    run,
    kindOf: kindOfEvery(objective.kinds),
    title: run.title,
    ...(family === undefined ? {} : { family }),
    ...(given.model === undefined ? {} : { trained: trainedBy(given.model, run) }),
  };
}

/** Whether the loss reaches the language model of a model that was looked at. */
export function trainsText({ trained }: Situation): boolean {
  return (
    trained?.modules.some(({ role, state }) => role === 'language model' && state === 'trained') === true
  );
}
