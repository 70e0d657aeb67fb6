/** What a key of cosmos-framework's TOML does beyond its name, for copied configs and editors. */
export const KEY_NOTES: Readonly<Record<string, string>> = {
  'job.task': 'vlm trains a reasoner; vfm, which a missing key means, the generator or an action head.',
  'job.experiment':
    'Registered Python code: dataset, processor, frames, freezing, validation and export. A missing key of this file is its value.',
  'job.name': 'Project, group and name are the folder of the run; cookbook-run gives every run its own.',
  'model.attn_implementation': 'cosmos needs natten, flash_attention_2 needs flash-attn; sdpa needs neither.',
  'model.backbone.model_name':
    'Architecture and tokenizer, and the weights where no safetensors_path is named.',
  'model.backbone.safetensors_path':
    'The folder of the start weights; without it Nano and Super begin as plain Qwen3-VL.',
  'model.lora_enabled': 'Dropped for a reasoner without a word: every weight would be trained.',
  'model.parallelism.data_parallel_shard_degree':
    'Shards times replicas are the GPUs; -1 is whatever is left.',
  'optimizer.lr': 'The rate at the top of each cycle, after the warm-up.',
  'scheduler.cycle_lengths': 'Their sum is at least trainer.max_iter, or the run dies at the step after it.',
  'scheduler.warm_up_steps': 'Steps until the rate is reached, one number for each cycle.',
  'trainer.max_iter': 'Optimizer steps of the whole run, of what it goes on from too.',
  'trainer.grad_accum_iter': 'Passes of one step on each GPU; never 0, which loops for ever.',
  'checkpoint.save_iter': 'Steps between checkpoints of 12 bytes a parameter; the trainer removes none.',
  'checkpoint.load_path': 'Weights only, in the place of the backbone’s; to go on with a run use --resume.',
  'dataloader_train.max_sequence_length': 'Tokens that are packed together; a longer sample is not cut.',
  'custom.run.gpus': 'For cookbook-run: workers of the run.',
  'custom.run.keep':
    'For cookbook-run: whole checkpoints that stay while it trains; older ones go. Exports stay.',
  'custom.start.checkpoint': 'For cookbook-run: what the start weights are converted from, once.',
  'custom.experiment.base': 'For our entry script: the published experiment that it changes.',
};
