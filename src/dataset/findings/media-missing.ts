import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip that an item names is not there. */
export const mediaMissing = defineDatasetFinding<{ readonly item: string }>({
  id: 'media-missing',
  summary: 'A clip that an item names is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The file named by `media` is neither in the sub-directory nor in its folder `media/`.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7 (seen).',
    fix: 'Add the clip, or remove the item.',
  },
  say: ({ item }, subject) => ({
    message: `${item} names the clip ${subject}, which is not there.`,
    help: 'Add the clip, or remove the item.',
  }),
});
