import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// policy/worker/base.py:114 (0.4.4), :173 (0.4.7); multi_replica_sft_worker.py:448; gpt/parallelize.py:129-190.
const TEXT =
  /train_batch_per_replica\((\d+)\)[^\n]* must be divisible by[^\n]*|(?:batch|mini_batch|validation\.batch_size)[^\n]*(?:must be divisible by|is not divisible by|% \S+ == 0)[^\n]*/;

/** A batch size that does not divide as the engine wants it. */
export const batchNotDivisible: Symptom = {
  id: 'batch-rejected',
  summary: 'The batch size does not divide as the engine wants it',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'train.train_batch_per_replica is not a multiple of train.train_policy.mini_batch, or a pipeline batch rule is broken.',
    why: 'Asserted in every worker before it registers (policy/worker/base.py:173, 0.4.7): the controller never hears of it and cosmos-rl hangs for ever (seen).',
    fix: 'Make train_batch_per_replica a multiple of mini_batch.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'train.train_batch_per_replica',
      message: `${brief(found.match[0])}.`,
      because:
        'Asserted before the worker registers, after which cosmos-rl hangs (policy/worker/base.py:173, 0.4.7).',
      help: 'Choose train.train_policy.mini_batch so that it divides train.train_batch_per_replica.',
    });
  },
};
