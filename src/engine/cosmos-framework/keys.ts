/** The keys of a cosmos-framework config that have a meaning of their own for runs. `[custom]` is free there, so ours stand in it. */
import { getValue, splitKey, type TomlTable } from '../../config/value.ts';
import type { RunKeys } from '../run-keys.ts';

/** How many workers torchrun starts on a host; nothing in the trainer's own tables says it. */
export const GPUS_KEY = 'custom.run.gpus';
/** The folder below which runs put what they make; without it each uses the folder of its record. */
export const OUTPUT_KEY = 'custom.run.output';
/** A folder `checkpoints/iter_N` to go on from, with optimizer, schedule and step. */
export const RESUME_KEY = 'custom.run.resume';
/** Whole checkpoints that stay while a run trains; all of them where it is not set. */
export const KEEP_KEY = 'custom.run.keep';
/** Weights in place of those of the backbone, which is the architecture then. */
export const WEIGHTS_KEY = 'model.backbone.safetensors_path';
const STEPS_KEY = 'trainer.max_iter';
const CYCLES_KEY = 'scheduler.cycle_lengths';
/** Settings that the trainer's TOML has no key for, in Hydra's spelling. */
export const OVERRIDES_TABLE = ['custom', 'overrides'] as const;

/** Other tensors, or another layout of the same ones (checkpoint/dcp.py, 5eee9ed). */
const IMPOSSIBLE = /^(model\.(backbone|ema)\.|job\.(task|experiment)$|custom\.experiment\.)/;
/** The end of the run and of its schedule; the trainer compares `max_iter` with the iteration that it loaded. */
const LENGTH = /^(trainer\.max_iter|scheduler\.cycle_lengths)$/;
const HARMLESS =
  /^(custom\.run\.keep|job\.(wandb_mode|upload_reproducible_setup)|trainer\.logging_iter|checkpoint\.save_iter)$/;

/** Project, group and name are the run's own: under the same ones the trainer goes on with what lies there, unasked. */
export const KEYS: RunKeys = {
  flags: {
    gpus: GPUS_KEY,
    epochs: {
      why: 'cosmos-framework counts steps and goes round its data without end',
      help: 'say how many steps: trainer.max_iter=500, with scheduler.cycle_lengths=[500]',
    },
    lr: 'optimizer.lr',
    // Samples of one step on each GPU, where a pass takes one.
    batch: 'trainer.grad_accum_iter',
    lora: {
      why: 'cosmos-framework 5eee9ed drops its LoRA keys for a reasoner without a word, and trains every weight',
      help: 'train the adapter with cosmos-rl: `cookbook-run feasibility --model nvidia/Cosmos3-Nano` (or Cosmos3-Super) prints the way; Cosmos3-Edge has none',
    },
  },
  all: [OUTPUT_KEY, 'job.project', 'job.group', 'job.name', RESUME_KEY],
  output: OUTPUT_KEY,
  resume: RESUME_KEY,
  model: 'model.backbone.model_name',
  noResume: '',
  startWeights: WEIGHTS_KEY,
  length: {
    unit: 'step',
    key: STEPS_KEY,
    typed: (count) => `${STEPS_KEY}=${count}`,
    settings(config, count) {
      const cycles = getValue(config, splitKey(CYCLES_KEY));
      const one = Array.isArray(cycles) && cycles.length === 1;
      // A run that is longer than its one cycle dies at the step after it, and a shorter one never decays.
      return { [STEPS_KEY]: BigInt(count), ...(one ? { [CYCLES_KEY]: [BigInt(count)] } : {}) };
    },
  },
  change(key) {
    if (IMPOSSIBLE.test(key)) return 'impossible';
    if (LENGTH.test(key)) return 'length';
    return HARMLESS.test(key) ? 'harmless' : 'risky';
  },
};

/** cosmos-rl's world-model mode has a [job] too; only here it names an experiment. */
export function owns(config: TomlTable): boolean {
  const experiment = getValue(config, ['job', 'experiment']);
  const task = getValue(config, ['job', 'task']);
  return typeof experiment === 'string' || task === 'vlm' || task === 'vfm';
}
