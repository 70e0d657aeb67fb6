/** What cosmos-rl can do from which version on: the one table that rules, estimates and stops ask. */

/** Capability → the first version that has it. */
export const SINCE = {
  /** `optm_warmup_steps` takes a fraction (policy/config/__init__.py). */
  fractionalWarmup: '0.2.9',
  /** Compiled graphs and MFU of Hugging Face models (policy/model/hf_models, 0.3.0). */
  hfModelCompile: '0.3.0',
  /** The table [validation]; before, keys of [train] (policy/config/__init__.py). */
  validationTable: '0.3.3',
  /** `mode = "colocated"` (policy/config/__init__.py). */
  colocated: '0.3.9',
  /** A batch size of the validation of its own (policy/config/__init__.py). */
  validationBatch: '0.3.9',
  /** `.rank_R_complete` markers beside a checkpoint (utils/checkpoint.py). */
  checkpointMarkers: '0.4.0',
  /** The launcher imports psutil (launcher/launch_all.py). */
  psutilNeeded: '0.4.0',
  /** The launcher takes only 1, 2, 4 or 8 visible GPUs (launcher/utility.py:481). */
  gpuCountAsserted: '0.4.0',
  /** Several SFT replicas share a batch; before, they are folded into dp_replicate_size (launcher/launch_all.py). */
  sftReplicas: '0.4.0',
  /** `max_keep = -1` keeps all, and the newest is never removed (utils/checkpoint.py). */
  maxKeepAll: '0.4.0',
  /** `train.resume = true` takes the highest step of all runs (utils/checkpoint.py). */
  resumeHighestStep: '0.4.0',
  /** `trainer_type` (policy/trainer/base.py). */
  trainerType: '0.4.0',
  /** `trainable_pattern` beside `freeze_pattern` (policy/config/__init__.py). */
  trainablePattern: '0.4.0',
  /** One learning rate for each model part (policy/trainer/optm). */
  ratePerModelPart: '0.4.0',
  /** SIGUSR1 to a worker saves a checkpoint and ends (utils/dist_signal_handler.py). */
  signalCheckpoint: '0.4.2',
  /** COSMOS_REDIS_NO_TLS leaves out what Redis 5 does not know (utils/network_util.py). */
  redisWithoutTls: '0.4.4',
  /** A written `type` decides which trainer it is (policy/config/__init__.py). */
  writtenTypeDecides: '0.4.4',
  /** LoRA refuses pipeline parallelism (policy/lora). */
  loraRefusesPipeline: '0.4.5',
  /** Commands are published by a script that needs Redis 6 (utils/redis_publication.py). */
  redisScripts: '0.4.7',
  /** torchrun is called as a module of the interpreter, and need not be on PATH (launcher/launch_replica.sh). */
  ownTorchrun: '0.4.7',
  /** `POST /api/request_stop` (policy/worker/stop.py). */
  stopEndpoint: '0.4.7',
  /** A wrong `train.resume` ends the run and nothing is pruned (utils/checkpoint.py). */
  strictResume: '0.4.7',
  /** A step that is saved already ends the run: `Checkpoint step N is immutable` (utils/checkpoint.py). */
  immutableCheckpoints: '0.4.7',
  /** Training boundaries are agreed between participants (dispatcher/controller.py). */
  trainingBoundary: '0.4.7',
  /** `type = "dpo"` is a trainer of its own (policy/trainer/llm_trainer/dpo_trainer.py). */
  dpoTrainer: '0.4.7',
  /** A trainer of a plugin brings its own batching contract (policy/worker/base.py). */
  pluginBatching: '0.4.7',
  /** Epochs are counted in steps of the whole run, not of one rank (policy/worker/sft_worker.py). */
  saveByEpochInSteps: '0.4.7',
} as const satisfies Readonly<Record<string, string>>;

/** The name of something that only newer versions can do. */
export type Capability = keyof typeof SINCE;
