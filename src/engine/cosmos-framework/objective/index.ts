/** What runs of cosmos-framework can learn. */
import type { TomlTable } from '../../../config/value.ts';
import type { Objective } from '../../objective.ts';
import { KEYS, WEIGHTS_KEY } from '../keys.ts';
import { textAt } from '../planning/own-settings.ts';
import { OBJECTIVE_KINDS } from './kinds.ts';
import { runOf, TASK_KEY } from './run-objective.ts';
import { generatorOf, readTask } from './task.ts';

/** Keys that name labels: an annotation file, or the folder of the published layout. */
const LABEL_KEYS = ['custom.dataset.annotation_path', 'custom.dataset.root'] as const;

const text = (config: TomlTable, key: string): string | undefined => textAt(config, key) || undefined;

export const OBJECTIVE: Objective = {
  keys: { model: KEYS.model, trainer: TASK_KEY },
  kinds: OBJECTIVE_KINDS,
  // Our entry script and our launch read these; the trainer leaves [custom] alone.
  read: ['run', 'overrides', 'dataset', 'experiment', 'vision', 'start'].map((name) => `custom.${name}`),
  shows: {
    textLoss: 'the loss of task = "vlm" is the cross entropy of answer tokens',
    labels: 'a sample is its conversation and one medium (data/reasoner/local_sft_dataset.py, 5eee9ed)',
    script: 'an experiment registered by a script may bring a model and a loss of its own',
  },
  refusesKeys: true,
  stock: {
    config: { job: { task: 'vlm', experiment: 'videophy2_sft_edge' } },
    source: 'the stock reasoner run',
    model: 'nvidia/Cosmos3-Edge',
  },
  modelOf(config) {
    const task = readTask(config);
    return text(config, KEYS.model) ?? (task.trains === undefined ? undefined : generatorOf(task));
  },
  weightsOf(config) {
    const path = text(config, WEIGHTS_KEY);
    return path === undefined ? undefined : { key: WEIGHTS_KEY, path };
  },
  labelsOf: (config) => LABEL_KEYS.map((key) => text(config, key)).find((path) => path !== undefined),
  runOf,
};
