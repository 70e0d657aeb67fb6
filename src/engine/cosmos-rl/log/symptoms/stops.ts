/** Stops from outside: a signal to the processes, or a request to the controller. */
import { note, type OverrideRemedy, toSet, toType } from '../../../../findings/remedy.ts';
import { hardStop, restingOn } from '../../../torch/log/evidence.ts';
import { INTERRUPTED_BY_SIGNAL, STOP_REQUESTED } from '../../../torch/symptoms/kinds.ts';
import type { OwnSymptom } from '../own-symptom.ts';
import type { LogState } from '../state.ts';

/** To go on from the checkpoint that the log names last, by its own path. */
function goOn(state: LogState): OverrideRemedy | undefined {
  const saved = state.seen['checkpoint-saved']?.last.notice;
  return saved === undefined
    ? undefined
    : toSet({ 'train.resume': saved.path }, 'Resume in a new run folder: {}');
}

/** Ctrl-C, or a signal to the whole process group. */
export const interruptedBySignal: OwnSymptom = {
  ...INTERRUPTED_BY_SIGNAL,
  stop: true,
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
        remedy:
          goOn(state) ??
          toType(
            ['pgrep', '-af', 'cosmos|redis-server'],
            'Start again; look for processes that were left: {}',
          ),
      },
      { signal: stop.signal },
    );
  },
};

/** A stop at the next step was asked for and carried out. */
export const stopRequested: OwnSymptom = {
  ...STOP_REQUESTED,
  stop: true,
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
      remedy: goOn(state) ?? note('Start again.'),
    });
  },
};
