/** The endings that only cosmos-rl has. */
import type { FindingKind } from '../../../findings/finding.ts';

const run = (kind: Omit<FindingKind, 'category'>): FindingKind => ({ category: 'run', ...kind });

/** Half-written or replaced exports were left behind. */
export const LEFTOVERS = run({
  id: 'export-leftovers',
  summary: 'Half-written or replaced exports were left behind',
  severity: 'info',
  docs: {
    what: 'Folders step_N.incomplete-… or step_N.previous-… lie beside the exports.',
    why: '0.4.7 stages an export and renames it; a crash leaves the stage, and a replaced export is kept for ever (utils/model_export.py).',
    fix: 'Remove them when no run writes there any more.',
  },
});

/** A part of a run that was started with `--log-dir`. */
export const PART_OF_A_RUN = run({
  id: 'part-of-a-run',
  summary: 'The file is one part of a run whose processes wrote logs of their own',
  severity: 'warning',
  docs: {
    what: 'The lines are those of the launcher or of the controller, and none is of a worker.',
    why: 'With --log-dir the controller writes controller.log and the workers policy_N.log, and the launcher prints little (launcher/launch_all.py:680-712, 0.4.4).',
    fix: 'Give the whole folder: cookbook-run diagnose LOG_DIR.',
  },
});

/** The engine planned another number of steps than cookbook-run. */
export const PLAN_DIFFERS = run({
  id: 'planned-steps-differ',
  summary: 'The engine planned another number of steps than cookbook-run',
  severity: 'warning',
  docs: {
    what: 'The total in the step lines is not the number of steps that was expected.',
    why: 'The number of samples, a resumed run (its total comes from the checkpoint, 0.4.7) or max_num_steps decide it.',
    fix: 'Compare the number of samples that the engine printed ("Final dataset size") with the dataset.',
  },
});

/** The log does not tell how many steps were planned. */
export const PLAN_UNKNOWN = run({
  id: 'planned-steps-unknown',
  summary: 'The log does not tell how many steps were planned',
  severity: 'info',
  docs: {
    what: 'There is no step line, and the config and the dataset size that would give the number are not in the log.',
    why: 'Step lines are printed only if logging.logger holds "console" (policy/worker/sft_worker.py, 0.2.6 to 0.4.7).',
    fix: 'Set logging.logger = ["console"], or give --config and --events.',
  },
});

/** All of them. */
export const OWN_ENDINGS: readonly FindingKind[] = [LEFTOVERS, PART_OF_A_RUN, PLAN_DIFFERS, PLAN_UNKNOWN];
