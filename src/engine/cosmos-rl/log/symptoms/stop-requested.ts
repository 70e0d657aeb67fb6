import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** A stop at the next step was asked for and carried out. */
export const stopRequested: Symptom = {
  id: 'stop-requested',
  summary: 'A stop at the next step was asked for',
  severity: 'info',
  category: 'run',
  outcome: 'interrupted',
  docs: {
    what: 'Somebody asked the run to stop at the next step: with POST /api/request_stop or SIGUSR1 to the workers.',
    why: 'The workers save a checkpoint and an export of the step they reached and exit 0 (0.4.7 dispatcher/step_boundary.py, policy/worker/sft_worker.py; seen): the exit code says nothing of it.',
    fix: 'Resume from that checkpoint to finish the run.',
  },
  matches(state) {
    const request = state.seen['stop-requested']?.first;
    const signal = state.seen['signal-received']?.first;
    const place = request ?? signal;
    const last = state.seen.step?.last.notice;
    if (place === undefined || (last !== undefined && last.step >= last.total)) return undefined;
    const how =
      request === undefined
        ? `signal ${signal?.notice.signal} to the workers`
        : `a stop request (${request.notice.reason})`;
    const saved = state.saved?.step;
    return restingOn(place, {
      subject: 'run',
      message: `The run was stopped by ${how}${last === undefined ? '' : ` at step ${last.step} of ${last.total}`}.`,
      because:
        saved === undefined
          ? 'No checkpoint of it was saved.'
          : `A checkpoint of step ${saved} was saved first.`,
      help:
        saved === undefined
          ? 'Start again.'
          : `Resume: train.resume="<run>/checkpoints/step_${saved}/policy", in a new run folder.`,
    });
  },
};
