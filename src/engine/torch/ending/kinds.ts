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
    why: 'Without files nothing of the training is left.',
    fix: 'Switch checkpoints on.',
  },
});

/** The run ended, and its success could not be shown. */
export const END_NOT_VERIFIED = run({
  id: 'end-not-verified',
  summary: 'The run ended, and its success could not be shown',
  severity: 'warning',
  docs: {
    what: 'No failure was found, and something that belongs to a good end was not found either.',
    why: 'Success must be shown: the last step is the planned one, checkpoint and export of it are complete, every worker ended well, and the loss is finite.',
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
    why: 'A save that was announced need not be on disk.',
    fix: 'Use the newest step that is complete, and look at the disk.',
  },
});

/** The exit code of the engine says the opposite of what happened. */
export const EXIT_MISLEADS = run({
  id: 'engine-exit-misleads',
  summary: 'The exit code of the engine says the opposite of what happened',
  severity: 'info',
  docs: {
    what: 'The engine exited 0 after a failed run, or not 0 after a complete one.',
    why: 'Exit codes of launchers are those of their own processes, not of the training.',
    fix: 'Trust the outcome, not the exit code.',
  },
});

/** Only the launcher ended; its processes may go on. */
export const LAUNCHER_GONE = run({
  id: 'launcher-gone',
  summary: 'Only the launcher ended; its processes may go on',
  severity: 'warning',
  docs: {
    what: 'The launcher was ended by a signal, and the log does not show that the training ended with it.',
    why: 'A signal to the launcher alone need not reach its workers.',
    fix: 'Look for processes that were left and end them.',
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
    why: 'Engines have no such limit.',
    fix: 'Look at the last lines of the log; --stall-timeout sets another limit.',
  },
});

/** The engine ended with an error, and the log does not say why. */
export const ENGINE_FAILED = run({
  id: 'engine-failed',
  summary: 'The engine ended with an error, and the log does not say why',
  severity: 'error',
  docs: {
    what: 'The launcher exited with a code that is not 0, and no line of the log explains it.',
    why: 'Where workers write files of their own, the launcher prints little.',
    fix: 'Give the log that holds the lines of the workers.',
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

/** The file holds no line of a run. */
export const LOG_UNKNOWN = run({
  id: 'log-not-recognised',
  summary: 'The file holds no line of a run',
  severity: 'warning',
  docs: {
    what: 'No line of a launcher, its coordinating processes or a worker was found.',
    why: 'cookbook-run reads what the engines that it knows print.',
    fix: 'Give the output of the engine itself, stdout and stderr together.',
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

/** All of them, for the catalogue. */
export const ENDING_KINDS: readonly FindingKind[] = [
  NOTHING_SAVED,
  END_NOT_VERIFIED,
  PROOF_INCOMPLETE,
  EXIT_MISLEADS,
  LAUNCHER_GONE,
  STOPPED,
  STALLED,
  ENGINE_FAILED,
  STILL_RUNNING,
  LOG_UNKNOWN,
  ENTRY_FAILED,
];
