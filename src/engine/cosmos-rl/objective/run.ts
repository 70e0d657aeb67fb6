/** What of a config decides which parameters a run trains. */

import { getValue, isTable, splitKey, type TomlTable, type TomlValue } from '../../../config/value.ts';
import { NEWEST } from '../versions.ts';
import { registeredTrainer } from './trainers.ts';

/** LoRA as the config has it; `all` stands for `all-linear`. */
interface LoraTargets {
  readonly all: boolean;
  readonly targets: readonly string[];
  readonly save: readonly string[];
}

/** The part of a run that decides what is trained. */
export interface TrainedRun {
  readonly engine: string;
  /** As registered: `policy.is_diffusers` has put its prefix before it. */
  readonly trainer: string;
  readonly isDiffusers: boolean;
  readonly forceHf: boolean;
  /** `custom` where the user's own script builds data, models or trainers: then nothing is certain. */
  readonly entry: 'stock' | 'custom';
  readonly lora?: LoraTargets;
  readonly trainablePattern?: readonly string[];
  readonly trainableMap?: Readonly<Record<string, boolean>>;
  readonly freezePattern?: readonly string[];
  /** Module paths of `train.optm_lr`, where it is a table. */
  readonly learningRates: readonly string[];
  /** `custom.train_expert_only` of pi0 / pi0.5. */
  readonly expertOnly: boolean;
}

/** A full fine-tune with the stock SFT trainer. */
export const PLAIN_SFT: TrainedRun = {
  engine: NEWEST,
  trainer: 'sft',
  isDiffusers: false,
  forceHf: false,
  entry: 'stock',
  learningRates: [],
  expertOnly: false,
};

function texts(value: TomlValue | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : undefined;
}

function loraOf(value: TomlValue | undefined): LoraTargets | undefined {
  if (!isTable(value)) return undefined;
  const targets = value['target_modules'];
  return {
    all: targets === 'all-linear',
    targets: texts(targets) ?? [],
    save: texts(value['modules_to_save']) ?? [],
  };
}

/** Reads what is trained out of a config; `entry` is not in it. Keys that the engine version does not have are for the rules. */
export function trainedRunOf(
  config: TomlTable,
  engine: string,
  entry: TrainedRun['entry'] = 'stock',
): TrainedRun {
  const get = (key: string) => getValue(config, splitKey(key));
  const word = (key: string, other: string) => {
    const value = get(key);
    return typeof value === 'string' ? value : other;
  };
  const isDiffusers = get('policy.is_diffusers') === true;
  const policyType = word('train.train_policy.type', 'sft');
  const trainer = word('train.train_policy.trainer_type', policyType);
  const lora = loraOf(get('policy.lora'));
  const trainable = texts(get('policy.trainable_pattern'));
  const freeze = texts(get('policy.freeze_pattern'));
  const map = get('policy.trainable_map');
  const rates = get('train.optm_lr');
  return {
    engine,
    trainer: registeredTrainer(trainer, isDiffusers, policyType),
    isDiffusers,
    forceHf: get('train.force_use_hf') === true,
    entry,
    ...(lora === undefined ? {} : { lora }),
    ...(trainable === undefined ? {} : { trainablePattern: trainable }),
    ...(freeze === undefined ? {} : { freezePattern: freeze }),
    ...(isTable(map)
      ? { trainableMap: Object.fromEntries(Object.entries(map).map(([name, flag]) => [name, flag === true])) }
      : {}),
    learningRates: isTable(rates) ? Object.keys(rates).filter((path) => path !== 'global') : [],
    expertOnly: get('custom.train_expert_only') === true,
  };
}
