/** Faults that every engine on torch can have: one id and one page for each; what a log says of them is the adapter's to read. */
import type { FindingKind } from '../../../findings/finding.ts';
import type { Outcome } from '../../../findings/outcome.ts';

type Kind = FindingKind & { readonly outcome: Outcome };

/** A process of the run was killed. */
export const WORKER_KILLED: Kind = {
  id: 'worker-killed',
  summary: 'A worker process was killed by a signal',
  severity: 'error',
  category: 'run',
  consequence: true,
  outcome: 'failed',
  docs: {
    what: 'One rank ended by a signal, and torch ended the others.',
    why: "PyTorch's launcher names the rank and the signal in its failure block at once and ends with 1.",
    fix: 'For SIGKILL look at dmesg for the out-of-memory killer, and give the host more memory or the run fewer data workers; then resume from the last checkpoint.',
  },
};

/** A Python exception that no other symptom names. */
export const WORKER_EXCEPTION: Kind = {
  id: 'worker-exception',
  summary: 'A worker ended with an exception that cookbook-run does not know',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'A process of the run ended with a Python exception.',
    why: 'The first traceback of the first failing rank is the cause, later ones follow from it.',
    fix: 'Read the traceback from its first line; the last frame outside site-packages is usually the place.',
  },
};

/** A GPU was full. */
export const CUDA_OUT_OF_MEMORY: Kind = {
  id: 'cuda-out-of-memory',
  summary: 'A rank ran out of GPU memory',
  severity: 'error',
  category: 'run',
  outcome: 'out-of-gpu-memory',
  docs: {
    what: 'A worker could not allocate memory on its GPU, and the run ended there.',
    why: 'Only the log tells: an exit code does not.',
    fix: 'Use less of each GPU, or more GPUs.',
  },
};

/** Nothing more could be written. */
export const DISK_FULL: Kind = {
  id: 'disk-full',
  summary: 'The disk was full',
  severity: 'error',
  category: 'disk',
  outcome: 'disk',
  docs: {
    what: 'Writing a checkpoint, an export or a temporary file failed because the file system or the quota was full.',
    why: 'The failure of a write in the background shows late.',
    fix: 'Free space or choose another output folder, then resume from the last complete checkpoint.',
  },
};

/** The loss is no number any more. */
export const LOSS_NOT_FINITE: Kind = {
  id: 'loss-not-finite',
  summary: 'The loss is NaN or infinite',
  severity: 'error',
  category: 'run',
  outcome: 'loss-not-finite',
  docs: {
    what: 'The loss of the last step is not a finite number, so the weights that were saved are worthless.',
    why: 'No engine has a guard: the run trains on to the last step, exports and exits 0.',
    fix: 'Lower the learning rate, use warm-up and clipped gradients, and look at the samples around the first bad step. Do not use the export.',
  },
};

/** A signal reached all processes of the run. */
export const INTERRUPTED_BY_SIGNAL: Kind = {
  id: 'interrupted-by-signal',
  summary: 'The run was interrupted by a signal',
  severity: 'info',
  category: 'run',
  consequence: true,
  outcome: 'interrupted',
  docs: {
    what: 'The process group of the run got SIGINT (Ctrl-C), SIGTERM or SIGHUP.',
    why: 'The launcher of PyTorch prints "Received N death signal" and ends the workers without a checkpoint.',
    fix: 'Resume from the last checkpoint; look for processes that were left.',
  },
};

/** Somebody asked for a checkpoint and an end. */
export const STOP_REQUESTED: Kind = {
  id: 'stop-requested',
  summary: 'A stop at the next step was asked for',
  severity: 'info',
  category: 'run',
  consequence: true,
  outcome: 'interrupted',
  docs: {
    what: 'Somebody asked the run to stop at the next step.',
    why: 'The workers save a checkpoint and an export of the step they reached and exit 0: the exit code says nothing of it.',
    fix: 'Resume from that checkpoint to finish the run.',
  },
};

/** All of them. */
export const SHARED_KINDS: readonly Kind[] = [
  WORKER_KILLED,
  WORKER_EXCEPTION,
  CUDA_OUT_OF_MEMORY,
  DISK_FULL,
  LOSS_NOT_FINITE,
  INTERRUPTED_BY_SIGNAL,
  STOP_REQUESTED,
];
