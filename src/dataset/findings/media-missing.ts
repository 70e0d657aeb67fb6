import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip that an item names is not there. */
export const mediaMissing = defineDatasetFinding<{ readonly item: string }>({
  id: 'media-missing',
  summary: 'A clip or picture that an item names is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A named file is not there. Names begin in the sub-directory or its folder `media/` (blended AV), below `custom.dataset.media_path` or, without one, in the folder of the launch (LLaVA-style), and in the launch folder or beside the data (saved datasets).',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7 (seen).',
    fix: 'Add the file, or remove the item; where all are missing, correct `custom.dataset.media_path`.',
  },
  say: ({ item }, subject) => ({
    message: `${item} names ${subject}, which is not there.`,
    help: 'Add the file, or remove the item.',
  }),
});
