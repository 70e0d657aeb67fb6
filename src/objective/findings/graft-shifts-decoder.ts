import { defineObjectiveFinding } from '../finding-kind.ts';

/** The decoder was fitted to the VLM as it was before. */
export const graftShiftsDecoder = defineObjectiveFinding<{ readonly consumer: string }>({
  id: 'graft-shifts-decoder',
  summary: 'The decoder was fitted to the VLM as it was before.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The shapes fit, but the fine-tune changes the keys and values that the trajectory decoder reads.',
    why: 'The expert was trained on another distribution of keys and values; the maintainers put all changes of the VLM before stage 2 (NVlabs/alpamayo-recipes issue 11).',
    fix: 'After the graft run stage 2 of the Alpamayo recipes with the VLM frozen.',
  },
  say: ({ consumer }) => ({
    message: `Even where every shape fits, the decoder of ${consumer} was fitted to other keys and values.`,
    help: 'After the graft run stage 2 of the Alpamayo recipes (at least commit 9299254: before it the new VLM was ignored).',
  }),
});
