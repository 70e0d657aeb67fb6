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
    why: 'torchrun names the rank and the signal in its failure block at once and ends with 1; cosmos-rl ends only after about 195 s, when the heartbeat is missed, with 1 (0.4.7, seen), and never up to 0.4.3; cosmos-framework leaves the checkpoint process of the killed worker behind (5eee9ed, seen).',
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
    why: 'With 0.4.7 cosmos-rl exits 0 after an exception on rank 0 (seen), and torchrun makes 1 of every exception; the first traceback of the first failing rank is the cause, later ones follow from it.',
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
    why: 'cosmos-rl 0.4.7 exits 0 if it was rank 0 and 1 after about 300 s otherwise (seen on two GPUs); torchrun makes 1 of it with cosmos-framework (5eee9ed, seen); only the log tells.',
    fix: 'For cosmos-rl: smaller micro-batches (train.train_policy.mini_batch), gradient checkpointing (policy.model_gradient_checkpointing), fewer or smaller video frames, more GPUs (policy.parallelism.dp_shard_size), or LoRA: whichever is not in use yet. For cosmos-framework: shorter samples, since its packer cuts none, model.activation_checkpointing.mode = "full", and more GPUs to share the states.',
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
    why: 'cosmos-rl 0.4.7 raises the failure of a background write at the next save or at the end and still exits 0; up to 0.4.6 it was only logged. cosmos-framework raises it at the next save (5eee9ed, seen), and keeps every checkpoint.',
    fix: 'Free space or choose another output folder. With cosmos-rl keep two checkpoints (train.ckpt.max_keep = 2) where more are kept; cosmos-framework saves less often with a larger checkpoint.save_iter. Then resume from the last complete checkpoint.',
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
    why: 'Neither engine has a guard: cosmos-rl 0.4.7 and cosmos-framework (5eee9ed) train on to the last step, export and exit 0.',
    fix: 'Lower the learning rate (train.optm_lr, optimizer.lr), use warm-up and clipped gradients, and look at the samples around the first bad step. Do not use the export.',
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
    why: 'torchrun prints "Received N death signal" and ends the workers without a checkpoint; with cosmos-rl some processes and redis may be left (0.4.7, seen).',
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
    what: 'Somebody asked the run to stop at the next step: cosmos-rl with POST /api/request_stop or SIGUSR1 to the workers, cosmos-framework with a file that its callback looks for.',
    why: 'The workers save a checkpoint and an export of the step they reached and exit 0 (cosmos-rl 0.4.7 and cosmos-framework 5eee9ed, seen): the exit code says nothing of it.',
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
