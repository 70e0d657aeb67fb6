import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// utils/parallelism.py:142-209; policy/model/hf_models/parallelize.py:53-56; tp_plans.py:230 (0.4.4, 0.4.7).
const TEXT =
  /Invalid parallel dims: [^\n]*|dp_replicate must be 1 when pp > 1[^\n]*|(?:tp|dp_shard_with_ep) must be 1 when [^\n]*|dp_shard of size [^\n]*|WORLD_SIZE\(\d+\) is not a multiple of [^\n]*|(?:Context|Pipeline) [Pp]arallel(?:ism)? is not supported for HFModel|Unsupported model class\([^\n]*for TP[^\n]*|num_(?:attention|key_value)_heads[^\n]*divisible[^\n]*|DDP has not supported > 1D parallelism/;

/** Parallel dimensions that do not fit together or do not fit the model. */
export const parallelismInvalid: Symptom = {
  id: 'parallelism-invalid',
  summary: 'The parallel dimensions do not fit together, or not with this model',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'The product of the parallel sizes is not the number of ranks, or the model does not support one of them.',
    why: 'ParallelDims asserts it before the worker registers, so cosmos-rl hangs (utils/parallelism.py:142-209). tp_size defaults to 2 in the engine and to 1 in the launcher: leaving it out is enough (0.4.7).',
    fix: 'Write all of tp_size, cp_size, pp_size, ep_size, dp_shard_size, dp_replicate_size and n_init_replicas under policy.parallelism.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'policy.parallelism',
      message: `The parallel dimensions do not fit: ${brief(found.match[0])}.`,
      because: 'Checked by every worker when it builds its device mesh (utils/parallelism.py, 0.4.7).',
      help: 'Write every size under [policy.parallelism]; dp_replicate_size × dp_shard_size × cp_size × tp_size × pp_size is the number of GPUs of one replica.',
    });
  },
};
