import { defineDatasetFinding } from '../finding-kind.ts';

/** The packer of this engine version cannot take pictures as the config wants. */
export const packerLimit = defineDatasetFinding<{
  readonly problem: 'clip-dropped' | 'bounds-ignored';
  readonly count: number;
}>({
  id: 'packer-limit',
  summary: 'The packer of cosmos-rl 0.3.9 does not take pictures as the config wants.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A sample of Cosmos-Reason2 has pictures and clips, or pictures have bounds in `[custom.vision]`, and the engine is 0.3.9.',
    why: 'HFVLMDataPacker of 0.3.9 takes pictures as base64 and then looks at nothing else: a clip beside them is dropped while its placeholder stays in the text, and min_pixels and max_pixels of pictures have no effect (`_process_single_sample`).',
    fix: 'Use 0.4.4 or newer.',
  },
  say: ({ problem, count }, subject) =>
    problem === 'clip-dropped'
      ? {
          message: `${count} samples of ${subject} have pictures and clips, and cosmos-rl 0.3.9 drops the clips.`,
          help: 'Use --engine 0.4.7, or train on one kind of media.',
        }
      : {
          message: `The bounds of [custom.vision] have no effect on the pictures of ${subject}: cosmos-rl 0.3.9 does not read them.`,
          help: 'Use --engine 0.4.7, or remove min_pixels and max_pixels.',
          severity: 'warning',
        },
});
