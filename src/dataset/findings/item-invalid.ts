import { defineDatasetFinding } from '../finding-kind.ts';

const BLEND = '{"id": …, "media": "clip.mp4", "label": {…}} or "conversation" instead of "label"';

/** An item of a meta file does not have the form of one. */
export const itemInvalid = defineDatasetFinding<{ readonly problem: string; readonly form?: string }>({
  id: 'item-invalid',
  summary: 'An item of a list of samples does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An item has no id or no media, names one of them twice, or has neither label nor conversation; the help shows the form of the layout.',
    why: 'The entry script stops.',
    fix: 'Correct the item.',
  },
  say: ({ problem, form = BLEND }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: `Write ${form}.`,
  }),
});
