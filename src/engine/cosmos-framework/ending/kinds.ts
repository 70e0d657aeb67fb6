/** The endings that only cosmos-framework has. */
import type { FindingKind } from '../../../findings/finding.ts';

/** The run began where it was to end. */
export const NO_STEP_MADE: FindingKind = {
  id: 'no-step-made',
  summary: 'The run ended well and made no step',
  severity: 'warning',
  category: 'run',
  docs: {
    what: 'The trainer loaded a checkpoint whose step is trainer.max_iter already, or trainer.max_iter is 0: there was nothing to do.',
    why: 'It prints "Done with training." and exits 0, and may save the same step again over the folder that it came from (trainer/__init__.py, 5eee9ed, seen).',
    fix: 'Raise trainer.max_iter (and scheduler.cycle_lengths with it) to train on; the checkpoint that is there is the whole run.',
  },
};

/** A run that was to go on from a checkpoint began from the start. */
export const NOT_RESUMED: FindingKind = {
  id: 'checkpoint-not-loaded',
  summary: 'The run was to go on from a checkpoint and began from the start',
  severity: 'error',
  category: 'run',
  docs: {
    what: 'The log says that training began from scratch, and the config names a checkpoint to go on from.',
    why: 'The trainer goes on from what lies under its own project, group and name, or from checkpoint.load_path with checkpoint.load_training_state; anything else begins anew without a word (checkpoint/dcp.py, 5eee9ed, seen).',
    fix: 'Start it with sft --resume RUN, which sets both, and see that the folder of the checkpoint is there.',
  },
};

/** Fewer GPUs than shards. */
export const SHARDS_CLAMPED: FindingKind = {
  id: 'shards-clamped',
  summary: 'The run used fewer shards than the config asks for',
  severity: 'warning',
  category: 'run',
  docs: {
    what: 'model.parallelism.data_parallel_shard_degree is larger than the number of GPUs.',
    why: 'The engine takes the number of GPUs instead and only warns (utils/generator/parallelism.py, 5eee9ed).',
    fix: 'Write the number that is meant, or -1 for all GPUs.',
  },
};

/** All of them, for the catalogue. */
export const FRAMEWORK_ENDINGS: readonly FindingKind[] = [NO_STEP_MADE, NOT_RESUMED, SHARDS_CLAMPED];
