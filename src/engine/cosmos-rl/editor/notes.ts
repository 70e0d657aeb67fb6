/** What one key's schema cannot say because it depends on another key, the launcher or the version. */

/** A note, and the finding that checks it (`cookbook-run explain ID`). */
interface KeyNote {
  readonly note: string;
  readonly finding?: string;
}

/** Notes by dotted key; a test holds that every key and every finding exists. */
export const KEY_NOTES: Readonly<Record<string, KeyNote>> = {
  'train.train_batch_per_replica': {
    note: 'Samples per data-parallel rank and step. Must be a multiple of train.train_policy.mini_batch. The global batch is this times dp_shard_size times dp_replicate_size.',
    finding: 'batch-not-divisible',
  },
  'train.train_policy.mini_batch': {
    note: 'Must divide train.train_batch_per_replica; their quotient is the number of accumulated passes.',
    finding: 'batch-not-divisible',
  },
  'train.optm_warmup_steps': {
    note: 'An integer is a number of steps, a float up to 1.0 is a share of the run: 1 is one step, 1.0 is the whole run. Before 0.2.9 integers only.',
    finding: 'warmup-longer-than-run',
  },
  'train.epoch': {
    note: 'Together with the data and the batch it must make at least one step.',
    finding: 'no-steps',
  },
  'train.compile': {
    note: 'The default is true. Models without a native implementation (Cosmos-Reason2) need false.',
    finding: 'compile-on-hf-path',
  },
  'train.resume': {
    note: 'true takes the newest checkpoint of any sibling run; give the path of one checkpoint instead.',
    finding: 'resume-unsafe',
  },
  'train.output_dir': { note: 'The engine adds a time stamp below it, unless train.timestamp is set.' },
  'train.train_policy.type': {
    note: 'Write it: where it is missing, the launcher takes the run for GRPO.',
    finding: 'policy-type-not-sft',
  },
  'train.train_policy.dataloader_drop_last': {
    note: 'With true (the default from 0.3.9) a dataset smaller than one global batch makes no step at all.',
    finding: 'no-steps',
  },
  'train.train_policy.dataloader_prefetch_factor': {
    note: 'Needs dataloader_num_workers of 1 or more (PyTorch).',
  },
  'train.ckpt.enable_checkpoint': {
    note: 'The default is false: nothing is kept of the run.',
    finding: 'checkpoint-off',
  },
  'train.ckpt.max_keep': { note: 'Use 2 or more; -1 keeps all, and deletes all up to 0.3.9.' },
  'policy.parallelism.tp_size': {
    note: 'Write it: absent means 1 to the launcher and 2 to the workers.',
    finding: 'parallelism-missing',
  },
  'policy.parallelism.dp_shard_size': {
    note: 'tp, cp, pp, dp_shard and dp_replicate sizes multiply to the GPUs of one replica.',
    finding: 'parallelism-missing',
  },
  'policy.parallelism.cp_size': {
    note: 'Must stay 1 for models without a native implementation (Cosmos-Reason2).',
    finding: 'compile-on-hf-path',
  },
  'policy.model_name_or_path': {
    note: 'A repository like organisation/name, or a folder.',
    finding: 'model-missing',
  },
  'policy.lora': {
    note: 'Needs target_modules and pp_size = 1; trainable_pattern un-trains the adapter.',
    finding: 'lora-conflict',
  },
  'policy.trainable_pattern': {
    note: 'Not together with freeze_pattern.',
    finding: 'freeze-and-trainable-pattern',
  },
  'logging.logger': {
    note: 'Keep "console": without it no step is logged, and the end of the run cannot be verified.',
    finding: 'console-log-missing',
  },
  'logging.report_mfu': {
    note: 'Not for models without a native implementation (Cosmos-Reason2).',
    finding: 'mfu-on-hf-path',
  },
  'validation.enable': { note: 'Up to 0.3.2 this is train.enable_validation.', finding: 'unknown-key' },
};
