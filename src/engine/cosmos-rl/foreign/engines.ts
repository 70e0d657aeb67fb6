/** Engines and programs whose files are brought here by mistake, each with the keys that show it. */

import { getValue, splitKey, type TomlTable } from '../../../config/value.ts';
import { note, type Remedy, toType } from '../../../findings/remedy.ts';

/** One kind of file that cosmos-rl's SFT does not read. */
export interface ForeignEngine {
  readonly name: string;
  /** What to do with such a file. */
  readonly remedy: Remedy | readonly Remedy[];
  /** Dotted keys that show it; `a|b` is either. */
  readonly marks: readonly string[];
  /** How many marks it takes. */
  readonly least: number;
  /** True where the marks decide even if many other keys are cosmos-rl's too. */
  readonly certain?: true;
  /** Looks at values where keys are not enough. */
  readonly when?: (table: TomlTable) => boolean;
  /** True for files that another mode of cosmos-rl reads. */
  readonly ours?: true;
}

/** What a person does who wanted cosmos-rl. */
const COSMOS_RL = toType(['cookbook-run', 'cp', 'PRESET', 'my.toml'], 'write a cosmos-rl config: {}');

const isWfm = (table: TomlTable) => getValue(table, ['job', 'project']) === 'cosmos_rl_wfm';

/** In order: the first that fits is named. */
export const FOREIGN_ENGINES: readonly ForeignEngine[] = [
  {
    name: 'cosmos-rl --wfm-mode',
    remedy: toType(['cosmos-rl', '--wfm-mode'], 'start it with {}; its settings are not checked here'),
    marks: ['model.conditioner', 'job.project', 'model.net', 'model.tokenizer', 'model.ema', 'model.rl'],
    least: 2,
    when: (table) => isWfm(table) || getValue(table, ['model', 'conditioner']) !== undefined,
    ours: true,
  },
  {
    name: 'cosmos-framework (Cosmos 3)',
    remedy: toType(['cookbook-run', 'check', 'FILE'], 'without --engine it is checked as such: {}'),
    marks: ['job.experiment', 'job.task'],
    least: 1,
    when: (table) => !isWfm(table) && typeof getValue(table, ['job', 'experiment']) === 'string',
  },
  {
    // Its first configs took over cosmos-rl's tables, and ran a registered experiment.
    name: 'cosmos-framework (Cosmos 3), in its first form',
    remedy: toType(['python', '-m', 'cosmos_framework.scripts.train'], 'start it with {}'),
    marks: ['train.train_policy.experiment', 'job.project', 'job.group', 'job.name', 'job.wandb_mode'],
    least: 2,
    certain: true,
    when: (table) => typeof getValue(table, ['train', 'train_policy', 'experiment']) === 'string',
  },
  {
    name: 'prime-rl',
    remedy: COSMOS_RL,
    marks: [
      'ckpt.interval',
      'data.loss_mask',
      'optim.lr',
      'data.micro_batch_size',
      'data.seq_len',
      'model.name',
      'scheduler.decay_steps',
    ],
    least: 3,
  },
  {
    name: 'torchtitan',
    remedy: COSMOS_RL,
    marks: [
      'training.steps',
      'training.seq_len',
      'training.local_batch_size|training.batch_size',
      'model.flavor',
      'job.dump_folder',
      'metrics.log_freq',
      'optimizer.lr',
    ],
    least: 3,
  },
  {
    name: 'Axolotl',
    remedy: COSMOS_RL,
    marks: [
      'base_model',
      'adapter',
      'datasets',
      'sequence_len',
      'micro_batch_size',
      'val_set_size',
      'lora_r',
      'num_epochs',
      'gradient_accumulation_steps',
      'sample_packing',
      'dataset_prepared_path',
    ],
    least: 3,
  },
  {
    name: 'LLaMA-Factory',
    remedy: COSMOS_RL,
    marks: [
      'stage',
      'finetuning_type',
      'template',
      'cutoff_len',
      'lora_target',
      'do_train',
      'per_device_train_batch_size',
      'dataset_dir',
      'overwrite_cache',
    ],
    least: 3,
  },
  {
    name: 'kohya sd-scripts',
    remedy: [note('it trains image models'), COSMOS_RL],
    marks: [
      'pretrained_model_name_or_path',
      'network_module',
      'network_dim',
      'train_data_dir',
      'caption_extension',
      'unet_lr',
      'mixed_precision',
      'general.caption_extension',
      'datasets',
    ],
    least: 3,
  },
  {
    name: 'TAO Toolkit',
    remedy: [note('start it with its own `tao` command'), COSMOS_RL],
    marks: [
      'encryption_key',
      'results_dir',
      'train.num_gpus',
      'train.gpu_ids',
      'train.num_epochs',
      'train.num_nodes',
      'train.checkpoint_interval',
      'train.validation_interval',
      'train.optim',
      'dataset.train_data_sources|dataset.train_dataset',
      'evaluate.checkpoint',
      'export.onnx_file',
    ],
    least: 2,
  },
  {
    name: 'NeMo RL',
    remedy: [note('start it with its own script'), COSMOS_RL],
    marks: [
      'cluster.gpus_per_node',
      'policy.dtensor_cfg',
      'policy.megatron_cfg',
      'policy.train_global_batch_size',
      'policy.generation',
      'sft.max_num_steps',
      'grpo.num_prompts_per_step',
      'checkpointing.enabled',
      'data.max_input_seq_length',
      'policy.model_name',
    ],
    least: 3,
  },
  {
    name: 'NeMo',
    remedy: [note('start it with its own script'), COSMOS_RL],
    marks: [
      'trainer.devices',
      'trainer.num_nodes',
      'trainer.max_steps',
      'trainer.max_epochs',
      'trainer.accelerator',
      'exp_manager',
      'model.micro_batch_size',
      'model.global_batch_size',
      'model.restore_from_path',
      'model.peft',
      'model.data',
    ],
    least: 2,
  },
  {
    name: 'DeepSpeed',
    remedy: COSMOS_RL,
    marks: [
      'zero_optimization',
      'train_micro_batch_size_per_gpu',
      'train_batch_size',
      'fp16.enabled',
      'bf16.enabled',
      'gradient_clipping',
    ],
    least: 2,
  },
  {
    name: 'the Hugging Face Trainer or TRL',
    remedy: COSMOS_RL,
    marks: [
      'per_device_train_batch_size',
      'num_train_epochs',
      'learning_rate',
      'model_name_or_path',
      'gradient_accumulation_steps',
      'lr_scheduler_type',
      'warmup_ratio',
      'save_steps',
      'eval_steps',
      'logging_steps',
      'output_dir',
      'use_peft',
      'lora_r',
      'dataset_name',
      'bf16',
      'max_steps',
    ],
    least: 3,
  },
  {
    name: 'a Python project (pyproject.toml)',
    remedy: note('give the config of a training'),
    marks: ['project.name', 'build-system', 'tool', 'project.version', 'dependency-groups'],
    least: 1,
  },
  {
    name: 'a Rust project (Cargo.toml)',
    remedy: note('give the config of a training'),
    marks: ['package.name', 'package.edition', 'workspace', 'dependencies'],
    least: 2,
  },
];

/** The marks of `engine` that the table has. */
export function marksOf(engine: ForeignEngine, table: TomlTable): readonly string[] {
  return engine.marks
    .flatMap((mark) => mark.split('|'))
    .filter((mark) => getValue(table, splitKey(mark)) !== undefined);
}
