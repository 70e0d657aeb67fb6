/** Stops from outside: a signal to the processes, or a request to the controller. */
import { note, type OverrideRemedy, toSet, toType } from '../../../../findings/remedy.ts';
import { hardStop, restingOn } from '../../../torch/log/evidence.ts';
import { symptomsOf } from '../../../torch/log/told.ts';
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

/** What a cluster says of a job that it ends; slurmstepd writes it into the job's log. */
export const CLUSTER = symptomsOf([
  {
    id: 'job-ended-by-cluster',
    summary: 'The cluster ended the job: its time was over, its node failed, or another job needed the place',
    outcome: 'retryable',
    subject: 'job',
    because: 'Slurm itself says why it ended the job; the training did not cause it.',
    source: 'slurm 22.05 and 23.11 src/slurmd/slurmstepd/req.c',
    printed: true,
    forms: [
      {
        text: /(CANCELLED AT \S+ DUE TO TIME LIMIT|DUE TO TIME LIMIT)/,
        ends: true,
        says: 'The time limit of the job was over: {}.',
        help: 'Give it more time and go on from the last complete checkpoint: `cookbook-run sft --resume last --on slurm --time 12:00:00`',
      },
      {
        text: /(CANCELLED AT \S+ DUE TO PREEMPTION|DUE TO PREEMPTION)/,
        ends: true,
        says: 'Another job was given the place of this one: {}.',
        help: 'Go on from the last complete checkpoint: `cookbook-run sft --resume last --on slurm`',
      },
      {
        text: /(DUE TO NODE FAILURE[^\n]*|srun: error: Node failure on \S+)/,
        ends: true,
        says: 'A node of the job failed: {}.',
        help: 'Go on from the last complete checkpoint: `cookbook-run sft --resume last --on slurm`; which nodes are down: `sinfo -R`',
      },
    ],
  },
  {
    id: 'job-cancelled',
    summary: 'Somebody cancelled the job',
    outcome: 'terminated',
    subject: 'job',
    because: 'Slurm names no reason of its own: scancel, or a limit of the account.',
    source: 'slurm 22.05 and 23.11 src/slurmd/slurmstepd/req.c',
    printed: true,
    forms: [
      {
        text: /slurmstepd: error: \*\*\* ((?:JOB|STEP) \S+ ON \S+ CANCELLED AT \S+) \*\*\*/,
        ends: true,
        says: 'The job was cancelled: {}.',
        help: 'Go on from the last complete checkpoint: `cookbook-run sft --resume last --on slurm`',
      },
    ],
  },
]).map((symptom): OwnSymptom => ({ ...symptom, stop: true }));

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
