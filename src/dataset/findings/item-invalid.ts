import { defineDatasetFinding } from '../finding-kind.ts';

/** An item of a meta file does not have the form of one. */
export const itemInvalid = defineDatasetFinding<{ readonly problem: string }>({
  id: 'item-invalid',
  summary: 'An item of a meta file does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An item is `{"id", "media", "label"}` or `{"id", "media", "conversation"}`, with `video` as another name for `media`.',
    why: 'The entry script stops.',
    fix: 'Correct the item.',
  },
  say: ({ problem }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: 'Write {"id": …, "media": "clip.mp4", "label": {…}} or "conversation" instead of "label".',
  }),
});
