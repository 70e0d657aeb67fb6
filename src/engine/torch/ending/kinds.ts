/** The findings that an ending can carry beside the symptoms of the log. */
import type { FindingKind } from '../../../findings/finding.ts';

const run = (kind: Omit<FindingKind, 'category'>): FindingKind => ({ category: 'run', ...kind });

/** The run trained to its end and saved nothing. */
export const NOTHING_SAVED = run({
  id: 'nothing-saved',
  summary: 'The run trained to its end and saved nothing',
  severity: 'warning',
  docs: {
    what: 'Checkpointing is off, so there is no checkpoint and no export that could prove success.',
    why: 'train.ckpt.enable_checkpoint is false by default, and nothing at all is saved then (policy/trainer/llm_trainer/sft_trainer.py, 0.4.4 and 0.4.7, seen).',
    fix: 'Set train.ckpt.enable_checkpoint = true.',
  },
});

/** The run ended, and its success could not be shown. */
export const END_NOT_VERIFIED = run({
  id: 'end-not-verified',
  summary: 'The run ended, and its success could not be shown',
  severity: 'warning',
  docs: {
    what: 'No failure was found, and something that belongs to a good end was not found either.',
    why: 'cosmos-rl exits 0 after failed runs (0.4.7, seen), so success must be shown: the last step is the planned one, checkpoint and export of it are complete, every worker ended well, and the loss is finite.',
    fix: 'Look at what the message lists; give --events and --exit-code if they are known.',
  },
});

/** The files of the last step are not complete. */
export const PROOF_INCOMPLETE = run({
  id: 'proof-incomplete',
  summary: 'The files of the last step are not complete',
  severity: 'error',
  docs: {
    what: 'The checkpoint or the export of the last step is missing, cut or holds values that are not finite.',
    why: 'Asynchronous saves are announced before they are on disk (utils/checkpoint.py:617, 0.4.4), and up to 0.4.6 their failure is only logged.',
    fix: 'Use the newest step that is complete, and look at the disk.',
  },
});

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

/** The exit code of cosmos-rl says the opposite of what happened. */
export const EXIT_MISLEADS = run({
  id: 'engine-exit-misleads',
  summary: 'The exit code of cosmos-rl says the opposite of what happened',
  severity: 'info',
  docs: {
    what: 'cosmos-rl exited 0 after a failed run, or not 0 after a complete one.',
    why: 'The launcher drops a policy failure on the node of the controller (launcher/launch_all.py:425-476, 0.4.7), and reports the end of redis or of the controller after a complete training as failure.',
    fix: 'Trust the outcome, not the exit code.',
  },
});

/** Only the launcher ended; its processes may go on. */
export const LAUNCHER_GONE = run({
  id: 'launcher-gone',
  summary: 'Only the launcher ended; its processes may go on',
  severity: 'warning',
  docs: {
    what: 'cosmos-rl was ended by a signal, and the log does not show that the training ended with it.',
    why: 'A signal to the launcher alone reaches no other process: controller, torchrun, workers and redis train on to the end (0.4.7, seen).',
    fix: 'Look for them: pgrep -af "cosmos|torchrun|redis-server"',
  },
});

/** cookbook-run stopped the run because it was told to. */
export const STOPPED = run({
  id: 'stopped-by-cookbook-run',
  summary: 'cookbook-run stopped the run because it was told to',
  severity: 'info',
  docs: {
    what: 'cookbook-run got a signal, or a deadline passed, and it ended the run.',
    why: 'It asks for a checkpoint first, waits, and then ends all processes.',
    fix: 'Resume from the last complete checkpoint.',
  },
});

/** The run made no progress within the limit. */
export const STALLED = run({
  id: 'no-progress',
  summary: 'The run made no progress within the limit',
  severity: 'error',
  docs: {
    what: 'Nothing moved in one phase of the run for as long as the plan allows.',
    why: 'The engine has no such limit: a worker that dies before it registers leaves cosmos-rl hanging for ever (all versions, seen with 0.4.7).',
    fix: 'Look at the last lines of the log; --stall-timeout sets another limit.',
  },
});

/** cosmos-rl ended with an error, and the log does not say why. */
export const ENGINE_FAILED = run({
  id: 'engine-failed',
  summary: 'cosmos-rl ended with an error, and the log does not say why',
  severity: 'error',
  docs: {
    what: 'cosmos-rl exited with a code that is not 0, and no line of the log explains it.',
    why: 'With --log-dir the controller and the workers write their own files, and the launcher prints little.',
    fix: 'Give the log that holds the lines of the workers (logs_latest/policy_0.log), or run without --log-dir.',
  },
});

/** The log stops in the middle, and nothing says that the run ended. */
export const STILL_RUNNING = run({
  id: 'still-running',
  summary: 'The log stops in the middle, and nothing says that the run ended',
  severity: 'info',
  docs: {
    what: 'The last lines are those of a run that goes on.',
    why: 'A log does not tell whether its writer lives; the exit code or the run record does.',
    fix: 'Give --exit-code if the run is over, or look at it later.',
  },
});

/** The file holds no line of a cosmos-rl run. */
export const LOG_UNKNOWN = run({
  id: 'log-not-recognised',
  summary: 'The file holds no line of a cosmos-rl run',
  severity: 'warning',
  docs: {
    what: 'No line of the launcher, the controller, torchrun or a worker was found.',
    why: 'cookbook-run reads what cosmos-rl 0.2.6 to 0.4.7 print.',
    fix: 'Give the output of cosmos-rl itself, stdout and stderr together.',
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

/** The entry script reported a failure in its events. */
export const ENTRY_FAILED = run({
  id: 'entry-script-reported-failure',
  summary: 'The entry script reported a failure in its events',
  severity: 'error',
  docs: {
    what: 'The events file holds a "failed" event.',
    why: 'The entry scripts of cookbook-run write one when they end with an exception.',
    fix: 'Mend what the message names.',
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

/** All of them, for the catalogue. */
export const ENDING_KINDS: readonly FindingKind[] = [
  NOTHING_SAVED,
  END_NOT_VERIFIED,
  PROOF_INCOMPLETE,
  LEFTOVERS,
  EXIT_MISLEADS,
  LAUNCHER_GONE,
  STOPPED,
  STALLED,
  ENGINE_FAILED,
  STILL_RUNNING,
  LOG_UNKNOWN,
  PART_OF_A_RUN,
  ENTRY_FAILED,
  PLAN_DIFFERS,
  PLAN_UNKNOWN,
];
