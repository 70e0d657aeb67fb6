import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /truncation would break vision token alignment|vision_embeds\.shape\[0\] must be equal to n_tokens|[Ii]mage features and image tokens do not match|[Vv]ideo features and video tokens do not match|Mismatch in `(?:image|video)` token count/;

/** A sample's vision tokens do not fit into model_max_length. */
export const sampleTooLong: Symptom = {
  id: 'sample-too-long',
  summary: 'The frames of a sample do not fit into model_max_length',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  clue: TEXT,
  docs: {
    what: 'A sample has more vision tokens than policy.model_max_length leaves room for.',
    why: 'The packer would have to cut between vision tokens and raises instead (dispatcher/data/packer/hf_vlm_data_packer.py:983-1031, 0.4.4); despite "skipping" in its text, the sample is retried 50 times and the run ends.',
    fix: 'Raise policy.model_max_length, or use fewer frames or smaller pixels.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    const retry = state.seen['sample-retry']?.first;
    const inRetry = retry !== undefined && TEXT.test(retry.text) ? retry : undefined;
    const best = found ?? inRetry;
    if (best === undefined) return undefined;
    return restingOn(best, {
      subject: 'policy.model_max_length',
      message: 'A sample has more vision tokens than policy.model_max_length allows.',
      because: 'Text can be cut, vision tokens cannot (dispatcher/data/packer/hf_vlm_data_packer.py, 0.4.x).',
      help: 'Set a larger policy.model_max_length, or fewer frames or smaller max_pixels.',
    });
  },
};
