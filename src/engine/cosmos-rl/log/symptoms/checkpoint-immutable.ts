import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Checkpoint step (\d+) is immutable|Checkpoint step (\d+) has incomplete rank artifacts; refusing an in-place retry/;

/** A step was to be saved that this run folder already holds. */
export const checkpointImmutable: Symptom = {
  id: 'checkpoint-immutable',
  summary: 'The run folder already holds this step, with other contents',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The run folder already had a checkpoint of the step that was to be saved, and the engine refuses to replace it.',
    why: '0.4.7 utils/checkpoint.py:622-663: a committed step is compared with the state in memory and any difference is an error; so is a step that an earlier attempt left half-written.',
    fix: 'Resume into a new run folder (a new train.timestamp and output_dir) with train.resume = "<old run>/checkpoints/step_N/policy".',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const step = Number(found.match[1] ?? found.match[2]);
    return restingOn(
      found,
      {
        subject: `checkpoints/step_${step}`,
        message: `Step ${step} could not be saved: the run folder already holds another checkpoint of that step.`,
        because: 'cosmos-rl 0.4.7 never replaces a committed step (utils/checkpoint.py:622-663).',
        help: 'Give the attempt its own run folder and resume by path: train.resume="<old run>/checkpoints/step_N/policy".',
      },
      { step },
    );
  },
};
