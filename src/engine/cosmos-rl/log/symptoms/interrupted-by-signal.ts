import { hardStop, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** Ctrl-C, or a signal to the whole process group. */
export const interruptedBySignal: Symptom = {
  id: 'interrupted-by-signal',
  summary: 'The run was interrupted by a signal',
  severity: 'info',
  category: 'run',
  outcome: 'interrupted',
  docs: {
    what: 'The process group of the run got SIGINT (Ctrl-C), SIGTERM or SIGHUP.',
    why: 'torchrun prints "Received N death signal" and ends the workers without a checkpoint; some processes and redis may be left (0.4.7, seen).',
    fix: 'Resume from the last checkpoint; look for processes that were left.',
  },
  matches(state) {
    const stop = hardStop(state);
    if (stop === undefined) return undefined;
    const step = state.seen.step?.last.notice;
    const name =
      stop.signal === 2
        ? 'SIGINT'
        : stop.signal === 15
          ? 'SIGTERM'
          : stop.signal === 1
            ? 'SIGHUP'
            : `signal ${stop.signal}`;
    const saved = state.saved?.step;
    return restingOn(
      stop,
      {
        subject: 'run',
        message: `The run was interrupted by ${name}${step === undefined ? ' before the first step' : ` after step ${step.step} of ${step.total}`}.`,
        because:
          saved === undefined ? 'No checkpoint had been saved.' : `The last checkpoint is of step ${saved}.`,
        help:
          saved === undefined
            ? 'Start again; look for processes that were left: pgrep -af "cosmos|redis-server"'
            : `Resume: train.resume="<run>/checkpoints/step_${saved}/policy", in a new run folder.`,
      },
      { signal: stop.signal },
    );
  },
};
