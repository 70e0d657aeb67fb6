import { brief, failed, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /Error loading selected checkpoint from (\S+?): (.*?)(?:; continuation is unsafe|$)/;

/** A checkpoint was found but could not be loaded. */
export const resumeUnusable: Symptom = {
  id: 'resume-checkpoint-unusable',
  summary: 'The checkpoint to resume from could not be loaded',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  clue: /Error loading selected checkpoint from/,
  docs: {
    what: 'The checkpoint exists and has its markers, but loading it failed.',
    why: '0.4.7 utils/checkpoint.py:898-903 stops instead of starting over; shards are per rank, so another parallel layout or another LoRA setting cannot load them.',
    fix: 'Resume with the same policy.parallelism, model and LoRA settings as the run that wrote it, or start from its safetensors export as policy.model_name_or_path.',
  },
  matches(state) {
    const found = sighted(state, 'resume-checkpoint-unusable', TEXT);
    if (found === undefined || !failed(state)) return undefined;
    return restingOn(found, {
      subject: 'train.resume',
      message: `The checkpoint ${found.match[1] ?? ''} could not be loaded: ${brief(found.match[2] ?? '')}.`,
      because:
        'Checkpoints are one file per rank and fit only the layout that wrote them (utils/checkpoint.py, 0.4.7).',
      help: 'Use the same policy.parallelism and LoRA settings as before, or train from the exported safetensors instead.',
    });
  },
};
