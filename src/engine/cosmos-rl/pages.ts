/** What was read or seen of cosmos-rl for the pages of findings that every engine can have. */
import type { SharedPages } from '../adapter.ts';

/** By id. */
export const PAGES: SharedPages = {
  'nothing-saved': {
    why: 'train.ckpt.enable_checkpoint of cosmos-rl is false by default, and nothing at all is saved then (policy/trainer/llm_trainer/sft_trainer.py, 0.4.4 and 0.4.7, seen).',
    fix: 'For cosmos-rl: train.ckpt.enable_checkpoint = true.',
  },
  'end-not-verified': { why: 'cosmos-rl exits 0 after failed runs (0.4.7, seen).' },
  'proof-incomplete': {
    why: 'cosmos-rl announces asynchronous saves before they are there (utils/checkpoint.py:617, 0.4.4), and up to 0.4.6 their failure is only logged.',
  },
  'engine-exit-misleads': {
    why: 'The launcher of cosmos-rl drops a policy failure on the node of the controller (launcher/launch_all.py:425-476, 0.4.7), and reports the end of redis or of the controller after a complete training as failure.',
  },
  'launcher-gone': {
    why: 'With cosmos-rl it reaches no other process: controller, torchrun, workers and redis train on to the end (0.4.7, seen).',
    fix: 'Of cosmos-rl: pgrep -af "cosmos|torchrun|redis-server".',
  },
  'no-progress': {
    why: 'A worker that dies before it registers leaves cosmos-rl hanging for ever (all versions, seen with 0.4.7).',
  },
  'engine-failed': {
    why: 'cosmos-rl with --log-dir: the controller and the workers write their own files.',
    fix: 'Of cosmos-rl it is logs_latest/policy_0.log; or run it without --log-dir.',
  },
  'log-not-recognised': { why: 'Of cosmos-rl: 0.2.6 to 0.4.7.' },
  'worker-killed': {
    why: 'cosmos-rl ends only after about 195 s, when the heartbeat is missed, with 1 (0.4.7, seen), and never up to 0.4.3.',
  },
  'worker-exception': { why: 'With 0.4.7 cosmos-rl exits 0 after an exception on rank 0 (seen).' },
  'cuda-out-of-memory': {
    why: 'cosmos-rl 0.4.7 exits 0 if it was rank 0 and 1 after about 300 s otherwise (seen on two GPUs).',
    fix: 'For cosmos-rl: smaller micro-batches (train.train_policy.mini_batch), gradient checkpointing (policy.model_gradient_checkpointing), fewer or smaller video frames, more GPUs (policy.parallelism.dp_shard_size), or LoRA: whichever is not in use yet.',
  },
  'disk-full': {
    why: 'cosmos-rl 0.4.7 raises it at the next save or at the end and still exits 0; up to 0.4.6 it was only logged.',
    fix: 'With cosmos-rl keep two checkpoints (train.ckpt.max_keep = 2) where more are kept.',
  },
  'loss-not-finite': { why: 'Seen with cosmos-rl 0.4.7.', fix: 'The rate of cosmos-rl is train.optm_lr.' },
  'interrupted-by-signal': { why: 'With cosmos-rl some processes and redis may be left (0.4.7, seen).' },
  'stop-requested': {
    what: 'For cosmos-rl it is POST /api/request_stop or SIGUSR1 to the workers.',
    why: 'Seen with cosmos-rl 0.4.7.',
  },
  'dataset-missing': {
    why: 'With cosmos-rl it stops in the controller, about 40 s after the launch.',
    fix: 'For cosmos-rl that is, for example, `train.train_policy.dataset.name=/data/train`.',
  },
  'dataset-option-invalid': {
    why: 'cosmos-rl passes `[custom]` on without a look (policy/config/__init__.py, 0.4.7).',
  },
  'path-not-absolute': { what: 'It is `train.train_policy.dataset.name` of cosmos-rl.' },
  'clips-not-extracted': { what: 'That place is `$COSMOS_CACHE/datasets/<name>/<subset>/video_clips`.' },
  'split-missing': {
    what: 'The subset is named by `train.train_policy.dataset.subset` of cosmos-rl.',
    fix: 'They are `train.train_policy.dataset.subset` and `split` of cosmos-rl.',
  },
  'conversation-column': {
    what: 'cosmos-rl names it by `train.train_policy.conversation_column_name`.',
    fix: 'For cosmos-rl: set `train.train_policy.conversation_column_name`.',
  },
  'checkpoint-config-invalid': {
    why: 'cosmos-rl retries ten times before (181 s; utils/util.py:701-737, 0.4.4).',
  },
  'model-not-loadable': {
    why: 'cosmos-rl raises it inside a retry of 181 s (policy/worker/base.py:39-47, utils/util.py:701-737, 0.4.4).',
  },
  'model-unknown': { why: 'So does cosmos-rl (policy/worker/base.py:39-47, 0.4.7).' },
  'model-quantised': { why: 'So does cosmos-rl (policy/model/hf_models/__init__.py:554, 0.4.7).' },
  'weights-prefix-mismatch': {
    why: 'cosmos-rl stops with a KeyError (policy/model/hf_models/__init__.py:554, 0.4.4).',
  },
  'expert-export-disguised': { why: 'cosmos-rl has a class of its own for it (policy/model, 0.4.7).' },
  'target-not-trained': { why: 'Of cosmos-rl: 0.4.7, policy/trainer/llm_trainer/sft_trainer.py:49-110.' },
  'decoder-key-ignored': {
    why: 'cosmos-rl drops unknown keys without a word, at any depth (0.4.7, policy/config/__init__.py).',
  },
  'numeric-columns-dropped': { why: 'Of cosmos-rl: 0.4.7, policy/worker/sft_worker.py:97-100.' },
  'vision-tokens-cut': { what: 'The limit is `policy.model_max_length` of cosmos-rl.' },
  'answer-cut': { what: 'The limit is `policy.model_max_length` of cosmos-rl.' },
};
