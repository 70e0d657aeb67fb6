/** What a config asks for and the engine cannot do: told by what it raised (5eee9ed). */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const SETTINGS_REFUSED = symptomsOf([
  {
    id: 'config-refused-by-schema',
    summary: 'The schema of the TOML refused the config',
    outcome: 'config',
    subject: 'config',
    because: 'Its tables take no key that they do not know; nothing was started.',
    source: 'configs/toml_config/sft_config.py, 5eee9ed',
    forms: [
      {
        text: /validation errors? for SFTExperimentConfig\n(\S+)\n\s*(?:[^\n]*)/,
        says: 'The schema of the config refused {}.',
        help: '`cookbook-run check FILE` names the line and what was meant.',
      },
    ],
  },
  {
    id: 'experiment-unknown',
    summary: 'The experiment that the config names is not registered',
    outcome: 'config',
    subject: 'job.experiment',
    because:
      'The dataset, the processor and what is frozen come from an experiment that a Python module registers; the list of those that are there stands below that line.',
    source: 'hydra-core 1.3, _internal/defaults_list.py',
    forms: [
      {
        text: /Could not find 'experiment\/([^']+)'/,
        says: 'No experiment has the name {}.',
        help: '`cookbook-run list` names the presets that register theirs; one of your own needs an entry script (`--script FILE`).',
      },
    ],
  },
  {
    id: 'experiment-registered-early',
    summary: 'The entry script registered its experiment before the engine loaded its own again',
    outcome: 'failed',
    subject: 'entry script',
    because:
      'make_config loads every module of the experiments anew; classes that an entry script took before are then other classes of the same name, and cannot be given to the checkpoint process.',
    source: 'utils/config_helper.py, 5eee9ed, seen',
    forms: [
      {
        text: /PicklingError: Can't pickle <class '(cosmos_framework[^']*)'>: it's not the same object/,
        says: 'The experiment holds an older {}.',
        help: 'Register the experiment after make_config has returned, as the entry scripts of cookbook-run do: wrap make_config and register behind it.',
      },
    ],
  },
  {
    id: 'override-unknown',
    summary: 'An override names a key that the composed config does not have',
    outcome: 'config',
    subject: 'custom.overrides',
    because: 'Hydra takes overrides of keys that are there; a new one needs a + before it.',
    source: 'hydra-core 1.3, _internal/config_loader_impl.py',
    forms: [
      {
        text: /Could not override '([^']+)'/,
        says: 'The composed config has no {}.',
        help: '`cookbook-run check FILE` shows the key; one that is really new is written with a + before it.',
      },
      {
        text: /extra override '([^']+)' must be Hydra dotted-path syntax/,
        says: 'What stands after `--` must be overrides, and {} is none.',
        help: 'Write it as `key.path=value`, or before the `--` if it is a flag.',
      },
    ],
  },
  {
    id: 'schedule-ends-early',
    summary: 'The learning rate schedule ends before the training does',
    outcome: 'config',
    subject: 'scheduler.cycle_lengths',
    because:
      'The step after the sum of cycle_lengths has no cycle, and the scheduler asks for one; a resumed run counts from its first step.',
    source: 'utils/reasoner LambdaWarmUpCosineScheduler, 5eee9ed, seen',
    forms: [
      {
        text: /KeyValidationError: ListConfig indices must be integers or slices, not NoneType/,
        says: 'The schedule ended before trainer.max_iter.',
        help: 'Make the sum of scheduler.cycle_lengths as large as trainer.max_iter, for example `scheduler.cycle_lengths=[1000]`; what was saved before is still there.',
      },
    ],
  },
  {
    id: 'save-interval-zero',
    summary: 'checkpoint.save_iter is 0, which ends the run after its first step',
    outcome: 'config',
    subject: 'checkpoint.save_iter',
    because: 'The trainer divides the step by it after every step.',
    source: 'trainer/__init__.py, 5eee9ed, seen',
    forms: [
      {
        text: /ZeroDivisionError: integer (?:modulo by zero|division or modulo by zero)/,
        where: /trainer\/__init__\.py/,
        says: 'checkpoint.save_iter is 0.',
        help: '`checkpoint.save_iter=500`',
      },
    ],
  },
  {
    id: 'parallel-sizes-refused',
    summary: 'The sizes of the parallel groups do not fit the number of GPUs',
    outcome: 'config',
    subject: 'model.parallelism',
    because:
      'replicate × shard must be the number of GPUs of the run; reasoners take no context parallelism.',
    source: 'utils/generator/parallelism.py, 5eee9ed',
    forms: [
      {
        text: /Invalid parallel dims: ([^\n]*)/,
        says: 'The parallel sizes do not fit: {}.',
        help: '`model.parallelism.data_parallel_shard_degree=-1`, which takes what is left.',
      },
      {
        text: /VLM does not support CP/,
        says: 'A reasoner cannot be split by context.',
        help: '`model.parallelism.context_parallel_shard_degree=1`',
      },
      {
        text: /Invalid AC mode[^\n]*/,
        says: 'model.activation_checkpointing.mode has a value that the model does not know.',
        help: '`model.activation_checkpointing.mode="full"`',
      },
    ],
  },
]);
