/** Settings of other trainers, and where cosmos-rl has them. Looked up by the last part of a key, without `_`, `-` and case. */

import { textAt } from '../../json/object.ts';

/** Where a foreign setting lives here. Without `to` there is no such key, and `note` says what to do instead. */
interface ForeignKey {
  readonly trainer: string;
  readonly to?: string;
  readonly note?: string;
  /** True where the value means the same, so that it can be moved as it is. */
  readonly same?: boolean;
}

const HF = 'Hugging Face Trainer';
const NEMO = 'NeMo';
const PEFT = 'PEFT';

/** Names, trainer, our key, whether the value means the same, and a note. */
// biome-ignore format: one line for each of our keys
const TABLE: ReadonlyArray<readonly [names: string, trainer: string, to: string | undefined, same: boolean, note?: string]> = [
  ['learning_rate lr base_lr optm_learning_rate', HF, 'train.optm_lr', true],
  ['num_train_epochs num_epochs max_epochs max_num_epochs epochs n_epochs', HF, 'train.epoch', true],
  ['max_steps max_train_steps total_steps train_steps max_iter max_iters max_iterations num_iterations', HF, 'train.max_num_steps', true],
  ['per_device_train_batch_size train_batch_size batch_size_per_gpu batch_size', HF, 'train.train_batch_per_replica', false, 'it counts samples per data-parallel rank and step; train.train_policy.mini_batch is what goes through the model at once'],
  ['global_batch_size train_global_batch_size', NEMO, 'train.train_batch_per_replica', false, 'it counts per data-parallel rank: divide the global batch by dp_shard_size × dp_replicate_size'],
  ['micro_batch_size train_micro_batch_size per_device_micro_batch_size micro_batch', NEMO, 'train.train_policy.mini_batch', true],
  ['gradient_accumulation_steps accumulate_grad_batches grad_accum_steps', HF, 'train.train_policy.mini_batch', false, 'accumulation is train.train_batch_per_replica / mini_batch'],
  ['per_device_eval_batch_size eval_batch_size validation_batch_size val_batch_size validation_batch_per_replica', HF, 'validation.batch_size', true],
  ['eval_steps eval_interval eval_freq val_freq validation_freq validation_steps validation_interval val_check_interval val_period validation_step', HF, 'validation.freq', true],
  ['do_eval enable_validation run_validation enable_eval', HF, 'validation.enable', true],
  ['eval_strategy evaluation_strategy', HF, 'validation.enable', false, 'with validation.freq'],
  ['eval_on_start eval_at_start val_at_start', HF, 'validation.val_before_train', true],
  ['save_steps save_interval checkpoint_interval checkpoint_freq save_every save_period checkpoint_every', HF, 'train.ckpt.save_freq', true],
  ['saves_per_epoch', 'Axolotl', 'train.ckpt.save_freq_in_epoch', false, 'it counts epochs between saves'],
  ['save_total_limit keep_top_k keep_last_n max_checkpoints', HF, 'train.ckpt.max_keep', true],
  ['save_strategy', HF, 'train.ckpt.enable_checkpoint', false, 'with train.ckpt.save_freq'],
  ['logging_steps log_freq log_every log_every_n_steps', HF, 'logging.log_interval', true],
  ['warmup_steps lr_warmup_steps num_warmup_steps', HF, 'train.optm_warmup_steps', true],
  ['warmup_epochs optm_warmup_epochs', 'TAO', 'train.optm_warmup_steps', false, 'it counts steps, or with a float up to 1.0 a share of them'],
  ['warmup_ratio lr_warmup_ratio', HF, 'train.optm_warmup_steps', true, 'a float up to 1.0 is a share of all steps (from 0.2.9)'],
  ['lr_scheduler_type lr_scheduler scheduler lr_decay_style', HF, 'train.optm_decay_type', false],
  ['min_lr_ratio min_lr min_lr_factor', NEMO, 'train.optm_min_lr_factor', false, 'it is a factor of the learning rate'],
  ['weight_decay', HF, 'train.optm_weight_decay', true],
  ['betas adam_betas', HF, 'train.optm_betas', true],
  ['adam_beta1 adam_beta2', HF, 'train.optm_betas', false, 'a list of both'],
  ['adam_epsilon eps', HF, 'train.epsilon', true],
  ['max_grad_norm gradient_clip_val clip_grad_norm grad_clip grad_norm_clip gradient_clip', HF, 'train.optm_grad_norm_clip', true],
  ['optim optimizer optimizer_name', HF, 'train.optm_name', false],
  ['bf16 fp16 precision torch_dtype mixed_precision', HF, 'train.param_dtype', false, 'for example "bfloat16"'],
  ['gradient_checkpointing activation_checkpointing', HF, 'policy.model_gradient_checkpointing', true],
  ['torch_compile', HF, 'train.compile', true],
  ['max_seq_length max_seq_len max_sequence_length max_length cutoff_len sequence_len seq_length seq_len model_max_len max_total_sequence_length', HF, 'policy.model_max_length', true],
  ['packing sample_packing', 'TRL', 'train.sequence_packing', true],
  ['resume_from_checkpoint load_checkpoint resume_path load_path checkpoint_path', HF, 'train.resume', true],
  ['output_path results_dir save_dir checkpoint_dir output', HF, 'train.output_dir', true],
  ['run_name wandb_name wandb_run', HF, 'logging.experiment_name', true],
  ['wandb_project', HF, 'logging.project_name', true],
  ['report_to', HF, 'logging.logger', false, 'a list, e.g. ["console", "wandb"]'],
  ['model_name model model_id model_path base_model pretrained_model_name_or_path model_name_or_path', HF, 'policy.model_name_or_path', true],
  ['revision', HF, 'policy.model_revision', true],
  ['lora_rank lora_r rank lora_dim', PEFT, 'policy.lora.r', true],
  ['lora_target_modules lora_target target_module lora_targets', PEFT, 'policy.lora.target_modules', true],
  ['use_lora enable_lora peft use_peft', PEFT, 'policy.lora', false, 'the table [policy.lora] with r, lora_alpha and target_modules turns LoRA on'],
  ['freeze_vision_tower freeze_vision_encoder freeze_visual freeze_vision freeze_vit train_vision_tower tune_vision', 'LLaMA-Factory', 'policy.freeze_pattern', false, 'a list of regular expressions on parameter names, e.g. ["visual"]'],
  ['tensor_model_parallel_size tensor_parallel_size tp', NEMO, 'policy.parallelism.tp_size', true],
  ['pipeline_model_parallel_size pipeline_parallel_size pp', NEMO, 'policy.parallelism.pp_size', true],
  ['context_parallel_size cp', NEMO, 'policy.parallelism.cp_size', true],
  ['expert_model_parallel_size expert_parallel_size ep', NEMO, 'policy.parallelism.ep_size', true],
  ['data_parallel_size dp_size dp fsdp_size num_gpus n_gpus gpus num_processes gpus_per_node nproc_per_node', NEMO, 'policy.parallelism.dp_shard_size', true],
  ['deepspeed fsdp zero_stage', HF, 'policy.parallelism.dp_shard_size', false, 'cosmos-rl shards with FSDP over dp_shard_size ranks'],
  ['val_set_size val_size', 'Axolotl', 'train.train_policy.dataset.test_size', true],
  ['num_workers', HF, 'train.train_policy.dataloader_num_workers', true],
  ['prefetch_factor', HF, 'train.train_policy.dataloader_prefetch_factor', true],
  ['shuffle', HF, 'train.train_policy.dataloader_shuffle', true],
  ['drop_last', HF, 'train.train_policy.dataloader_drop_last', true],
  ['dataset_name dataset_path train_dataset data_path', HF, 'train.train_policy.dataset.name', true],
  ['dataset_split', HF, 'train.train_policy.dataset.split', true],
  ['random_seed data_seed', HF, 'train.seed', true],
  ['ema', HF, 'train.ema_enable', true],
];

/** A name without what writers vary: underscores, hyphens and case. */
export function bare(name: string): string {
  return name.replace(/[_\-\s]/g, '').toLowerCase();
}

const FOREIGN: ReadonlyMap<string, ForeignKey> = new Map(
  TABLE.flatMap(([names, trainer, to, same, note]) =>
    names
      .split(' ')
      .map(
        (name) =>
          [
            bare(name),
            { trainer, same, ...(to === undefined ? {} : { to }), ...(note === undefined ? {} : { note }) },
          ] as const,
      ),
  ),
);

/** NeMo's LoRA table names its members by bare words, which mean LoRA only there. */
const IN_LORA: Readonly<Record<string, string>> = {
  dim: 'policy.lora.r',
  rank: 'policy.lora.r',
  r: 'policy.lora.r',
  alpha: 'policy.lora.lora_alpha',
  dropout: 'policy.lora.lora_dropout',
};

/** The foreign setting that `path` names, if it is a known one. */
export function foreignKey(path: readonly string[]): ForeignKey | undefined {
  const last = path.at(-1) ?? '';
  const above = path.slice(0, -1).join('.');
  const inLora = /lora|peft|adapter/i.test(above) ? textAt(IN_LORA, last) : undefined;
  if (inLora !== undefined) return { trainer: NEMO, to: inLora, same: true };
  return FOREIGN.get(bare(last));
}
