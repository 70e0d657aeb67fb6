/** Processes that died or were ended, memory of the GPUs, and a loss that is no number. */
import {
  brief,
  causeChain,
  failed,
  failingRank,
  hardStop,
  loneException,
  raised,
  restingOn,
  rootException,
} from '../../../torch/log/evidence.ts';
import {
  CUDA_OUT_OF_MEMORY,
  INTERRUPTED_BY_SIGNAL,
  LOSS_NOT_FINITE,
  STOP_REQUESTED,
  WORKER_EXCEPTION,
  WORKER_KILLED,
} from '../../../torch/symptoms/kinds.ts';
import type { FrameworkSymptom } from '../framework-symptom.ts';

const after = (step: number) => (step === 0 ? ' before the first step' : ` after step ${step}`);

const MEMORY =
  /CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|cudaErrorMemoryAllocation|OutOfMemoryError/;

/** CUDA out of memory on any rank. */
export const gpuMemory: FrameworkSymptom = {
  ...CUDA_OUT_OF_MEMORY,
  matches(state) {
    const found = raised(state, MEMORY);
    if (found === undefined) return undefined;
    const wanted = /Tried to allocate ([\d.]+ [KMG]iB)/.exec(found.text)?.[1];
    return restingOn(
      found,
      {
        message: `The GPU of rank ${found.rank ?? failingRank(state) ?? 0} ran out of memory${after(state.steps.last)}${wanted === undefined ? '' : `: ${wanted} more did not fit`}.`,
        because:
          'Each rank holds its share of weights, gradients and optimizer states, and the activations of one batch; the packer cuts no sample that is longer than max_sequence_length.',
        help: 'model.activation_checkpointing.mode="full"; shorter samples (cookbook-run data check DIR names the longest); more GPUs with model.parallelism.data_parallel_shard_degree; export PYTORCH_ALLOC_CONF=expandable_segments:True.',
      },
      wanted === undefined ? {} : { wanted },
    );
  },
};

/** A worker was killed: torch's agent tells the signal. */
export const killedWorker: FrameworkSymptom = {
  ...WORKER_KILLED,
  matches(state) {
    const place = state.seen['elastic-failed']?.first ?? state.seen['failed-exitcode']?.first;
    const code = state.elastic.root?.exitcode ?? place?.notice.exitcode;
    if (place === undefined || code === undefined || code >= 0 || code === -15 || code === -2)
      return undefined;
    const signal = -code;
    const rank = state.elastic.root?.rank ?? 0;
    return restingOn(
      { ...place, rank },
      {
        message: `The worker of rank ${rank} was killed by signal ${signal}${after(state.steps.last)}.`,
        because:
          signal === 9
            ? 'SIGKILL without a person behind it is usually the kernel out of host memory: dmesg -T | grep -i "out of memory".'
            : 'torchrun reports the signal; the other ranks were ended because of it.',
        help: 'Read the last lines of that rank, then resume from the last complete checkpoint.',
      },
      { signal, step: state.steps.last },
    );
  },
};

/** A Python exception that no other symptom names. */
export const unknownException: FrameworkSymptom = {
  ...WORKER_EXCEPTION,
  names: false,
  matches(state) {
    const cause = loneException(state) ?? rootException(state);
    if (cause === undefined || !failed(state)) return undefined;
    const began = causeChain(state).at(-1);
    const where = 'where' in cause ? cause.where : undefined;
    const rank = failingRank(state);
    return restingOn(
      cause,
      {
        message: `${rank === undefined ? 'A process without a rank' : `Rank ${rank}`} ended with ${brief(cause.text, 240)}.`,
        because: `${where === undefined ? 'It is the first exception of the rank that failed first.' : `Raised at ${where}.`}${began === undefined || began.text === cause.text ? '' : ` It began with ${brief(began.text)}.`}`,
        help: `Read the whole traceback at that line of the log and mend its place${state.saved === undefined ? ', then start again; no checkpoint was saved' : `; a checkpoint of step ${state.saved.step} was saved before`}.`,
      },
      { exception: cause.type },
    );
  },
};

/** The loss of the newest step is no number. */
export const badLoss: FrameworkSymptom = {
  ...LOSS_NOT_FINITE,
  matches(state) {
    const first = state.firstNotFinite;
    const last = state.seen.step?.last.notice ?? state.seen['micro-loss']?.last.notice;
    const unstable = state.seen['unstable-loss'] !== undefined;
    if (first === undefined || (!unstable && Number.isFinite(last?.loss))) return undefined;
    return restingOn(
      { line: first.line, text: `loss ${first.loss} at step ${first.step}` },
      {
        subject: 'optimizer.lr',
        message: `The loss is not finite from step ${first.step} on.`,
        because:
          'Nothing in the engine stops for it: it trains on, saves and exports such weights (5eee9ed).',
        help: `Lower optimizer.lr or lengthen scheduler.warm_up_steps; checkpoints ${first.step < 2 ? 'of this run' : `after step ${first.step - 1}`} are not usable.`,
      },
      { step: first.step, loss: String(first.loss) },
    );
  },
};

const NAMES: Readonly<Record<number, string>> = { 1: 'SIGHUP', 2: 'SIGINT', 15: 'SIGTERM' };

/** A signal to torchrun or to the whole group. */
export const signalled: FrameworkSymptom = {
  ...INTERRUPTED_BY_SIGNAL,
  stop: true,
  matches(state) {
    const stop = hardStop(state);
    if (stop === undefined) return undefined;
    return restingOn(
      stop,
      {
        subject: 'run',
        message: `The run was interrupted by ${NAMES[stop.signal] ?? `signal ${stop.signal}`}${after(state.steps.last)}.`,
        because:
          state.saved === undefined
            ? 'No checkpoint had been saved.'
            : `The last checkpoint is of step ${state.saved.step}.`,
        help: 'Resume from the last checkpoint, if there is one.',
      },
      { signal: stop.signal },
    );
  },
};

/** A stop at the next step was asked for and carried out. */
export const askedToStop: FrameworkSymptom = {
  ...STOP_REQUESTED,
  stop: true,
  matches(state) {
    const seen = state.seen['stop-seen']?.first;
    if (seen === undefined || state.seen['training-finished'] !== undefined) return undefined;
    const saved = state.seen['stop-saved']?.last.notice.step;
    return restingOn(seen, {
      subject: 'run',
      message: `The run was asked to stop, and stopped${after(state.steps.last)}.`,
      because:
        saved === undefined
          ? 'No checkpoint of it was saved: below a third of checkpoint.save_iter the callback of the engine saves none.'
          : `A checkpoint of step ${saved} was saved first.`,
      help:
        saved === undefined
          ? 'Resume from the last checkpoint, if there is one.'
          : 'Resume from that checkpoint.',
    });
  },
};
