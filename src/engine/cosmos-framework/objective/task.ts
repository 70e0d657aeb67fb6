/** What a file trains: its task, the experiment that decides the rest, and how the model is called. */
import { getValue, type TomlTable } from '../../../config/value.ts';
import { taskOf } from '../config/overrides.ts';
import { OVERRIDES_TABLE } from '../keys.ts';
import { textAt } from '../planning/own-settings.ts';
import { remapsOf } from '../schema/schema.ts';

/** The part of a run that decides what is trained. */
export interface Task {
  readonly task: string;
  readonly written: boolean;
  /** The package's experiment, also where our entry script changes it for own data. */
  readonly experiment: string;
  /** What an experiment of the generator trains; missing for a reasoner and for a task that there is not. */
  readonly trains?: 'actions' | 'video';
  /** The checkpoint whose reasoner was converted, where the backbone is called after its architecture. */
  readonly reasonerOf?: string;
  /** Whether the vision encoder is frozen, where that is known. */
  readonly visionFrozen?: boolean;
  /** Lists of parameters to freeze or train, by the key that holds them. */
  readonly lists: readonly string[];
}

/** 334 tensors of a Qwen3-VL-2B were trained with `videophy2_sft_nano` on a GPU: the language model's 310 and the projector's 24. */
const FREEZES_VISION = /^videophy2_sft_/;

/** Experiments with action heads (reference of the package: action_policy_*, action_fd_*, 5eee9ed). */
const ACTIONS = /^action_/;

const FREEZE = [...OVERRIDES_TABLE, 'model', 'config', 'freeze'] as const;

/** Reads it; what the experiment itself says stands in Python, and is known by its name. */
export function readTask(config: TomlTable): Task {
  const task = taskOf(config);
  const experiment = textAt(config, 'custom.experiment.base') ?? textAt(config, 'job.experiment') ?? '';
  const start = textAt(config, 'custom.start.checkpoint');
  const told = getValue(config, [...FREEZE, 'freeze_vision_encoder']);
  const frozen = typeof told === 'boolean' ? told : FREEZES_VISION.test(experiment) ? true : undefined;
  const generates = task !== 'vlm' && remapsOf(task) !== undefined;
  return {
    task,
    written: getValue(config, ['job', 'task']) !== undefined,
    experiment,
    ...(generates ? { trains: ACTIONS.test(experiment) ? ('actions' as const) : ('video' as const) } : {}),
    ...(start === undefined || start === '' ? {} : { reasonerOf: start }),
    ...(frozen === undefined ? {} : { visionFrozen: frozen }),
    lists: ['frozen_params', 'trainable_params']
      .filter((name) => getValue(config, [...FREEZE, name]) !== undefined)
      .map((name) => [...FREEZE, name].join('.')),
  };
}

/** The checkpoint of a generator's run, which no key names: the experiment's name says its size, and action recipes begin with Nano. */
export function generatorOf({ experiment }: Pick<Task, 'experiment'>): string {
  const [size = 'nano'] = /edge|super/.exec(experiment) ?? [];
  return `nvidia/Cosmos3-${size.charAt(0).toUpperCase()}${size.slice(1)}`;
}
