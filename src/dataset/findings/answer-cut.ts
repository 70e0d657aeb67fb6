import { defineDatasetFinding } from '../finding-kind.ts';
import type { LengthData } from './vision-tokens-cut.ts';

/** The end of an answer is behind the model's context. */
export const answerCut = defineDatasetFinding<LengthData>({
  id: 'answer-cut',
  summary: 'The end of an answer does not fit into policy.model_max_length.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'Prompt, clip and answer together are longer than `policy.model_max_length`.',
    why: 'The engine cuts the end off (0.4.7: a warning in the log; before: not a word), so the model learns answers that stop in the middle, or nothing at all where the whole answer is cut.',
    fix: 'Raise `policy.model_max_length`, or sample fewer or smaller frames (`custom.vision` fps, nframes, max_pixels).',
  },
  say: ({ samples, of, limit, longest, tokens, enough }) => ({
    message: `The answers of ${samples} of ${of} samples are cut at policy.model_max_length (${limit}); ${longest} has ${tokens} tokens.`,
    because: 'the engine trains on what is left of them',
    help: `Set policy.model_max_length=${enough}, or lower custom.vision.max_pixels, fps or nframes.`,
  }),
});
