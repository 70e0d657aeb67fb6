import { defineObjectiveFinding } from '../finding-kind.ts';

/** The checkpoint holds Alpamayo's VLM without its trajectory decoder. */
export const brainOnlyCheckpoint = defineObjectiveFinding<{
  readonly title: string;
  readonly evidence: string;
}>({
  id: 'brain-only-checkpoint',
  summary: "The checkpoint holds Alpamayo's VLM without its trajectory decoder.",
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The weights are those of the VLM inside Alpamayo, repacked or exported without the expert and the projections of actions.',
    why: 'A run trains text and tokens. Loaded back, the expert would be initialised at random (alpamayo-recipes b790b8e8, README.md:463-471), and it was fitted to the keys and values of the VLM as it was.',
    fix: 'Train, then run stage 2 of the Alpamayo recipes with this VLM as `model.stage1_vlm_checkpoint_path`.',
  },
  say: ({ title, evidence }) => ({
    message: `The checkpoint is ${title}: there is no trajectory decoder in it to train.`,
    because: evidence,
    help: 'After training run stage 2 of the Alpamayo recipes, which fits the decoder to this VLM.',
  }),
});
