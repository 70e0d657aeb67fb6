/** What runs of cosmos-rl can learn. */
import type { TomlTable } from '../../../config/value.ts';
import { found } from '../../../findings/objective-kind.ts';
import type { Objective, OtherConfig } from '../../objective.ts';
import { KEYS } from '../layout.ts';
import { settingText } from '../planning/own-settings.ts';
import { OBJECTIVE_KINDS, otherLauncher } from './kinds.ts';
import { otherLauncherOf } from './other-launcher.ts';
import { runOf, TRAINER_KEY } from './run-objective.ts';

/** Keys under [custom.dataset] that name labels, in the recipes we know. */
const LABEL_KEYS = ['annotation_path', 'dataset_root', 'path'] as const;

const WEIGHTS_KEY = 'policy.model_safetensor_path';

const text = (config: TomlTable, key: string): string | undefined => settingText(config, key) || undefined;

function otherOf(config: TomlTable): OtherConfig | 'unjudged' | undefined {
  const other = otherLauncherOf(config);
  if (other === undefined || other.wfm) return other === undefined ? undefined : 'unjudged';
  const { launcher, sign, command } = other;
  return {
    finding: found(otherLauncher, 'job', other),
    text: `this config is for ${launcher}: a cosmos-rl run takes none of it`,
    why: `It has ${sign}, and no [policy] of cosmos-rl; start it with \`${command}\`.`,
  };
}

export const OBJECTIVE: Objective = {
  keys: { model: KEYS.model, trainer: TRAINER_KEY },
  kinds: OBJECTIVE_KINDS,
  read: [],
  shows: {
    textLoss: 'the loss is the cross entropy of answer tokens (sft_trainer.py:49-110, 0.4.7)',
    labels: 'the loader reads the conversation alone (policy/worker/sft_worker.py:97-100, 0.4.7)',
    script: 'a model registered by a script may add its own loss (sft_trainer.py:370-379, 0.4.7)',
  },
  stock: {
    config: { train: { train_policy: { type: 'sft' } } },
    source: 'the stock Reason SFT run',
    model: 'nvidia/Cosmos-Reason2-8B',
  },
  modelOf: (config) => text(config, KEYS.model),
  weightsOf(config) {
    const path = text(config, WEIGHTS_KEY);
    return path === undefined ? undefined : { key: WEIGHTS_KEY, path };
  },
  labelsOf: (config) =>
    LABEL_KEYS.map((key) => text(config, `custom.dataset.${key}`)).find((path) => path !== undefined),
  runOf,
  otherOf,
};
