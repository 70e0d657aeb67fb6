import { defineDatasetFinding } from '../finding-kind.ts';

const BLENDED = '{"id": …, "media": "clip.mp4", "label": {…}} or "conversation" instead of "label"';

/** An item of a meta file does not have the form of one. */
export const itemInvalid = defineDatasetFinding<{
  readonly problem: string;
  /** How an item of its layout is written; else the blended one. */
  readonly form?: string;
}>({
  id: 'item-invalid',
  summary: 'An item of a meta or annotation file does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An item is `{"id", "media", "label"}` or `{"id", "media", "conversation"}`, with `video` as another name for `media`; in a LLaVA-style file it is `{"image" or "images" or "video", "conversations"}`.',
    why: 'The entry script stops.',
    fix: 'Correct the item.',
  },
  say: ({ problem, form = BLENDED }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: `Write ${form}.`,
  }),
});
