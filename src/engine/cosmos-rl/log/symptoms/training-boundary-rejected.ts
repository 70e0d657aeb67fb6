import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Training boundary rejected[^\n]*|Invalid training boundary participant or step|Invalid final checkpoint acknowledgement|Completion does not match the agreed stop boundary|No agreed training boundary for completion/;

/** The controller refused a step of a layout that it cannot account for. */
export const boundaryRejected: Symptom = {
  id: 'training-boundary-rejected',
  summary: 'The controller refused a training step of this parallel layout',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'Since 0.4.7 rank 0 asks the controller before each step, and the controller did not accept the question.',
    why: 'dispatcher/step_boundary.py:27 (0.4.7); seen with dp_replicate_size = 2 in one replica, at the first step.',
    fix: 'Use dp_shard_size instead of dp_replicate_size.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'policy.parallelism.dp_replicate_size',
      message: `The controller refused a training step: ${brief(found.match[0])}.`,
      because:
        'dp_replicate_size = 2 in one replica fails like this at the first step of 0.4.7 (dispatcher/step_boundary.py:27, seen).',
      help: 'Set policy.parallelism.dp_replicate_size=1 and a larger dp_shard_size.',
    });
  },
};
