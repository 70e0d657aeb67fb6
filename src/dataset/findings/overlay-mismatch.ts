import { defineDatasetFinding } from '../finding-kind.ts';

/** An item of the warehouse recipe has not a picture and its overlay. */
export const overlayMismatch = defineDatasetFinding<{ readonly problem: string }>({
  id: 'overlay-mismatch',
  summary: 'An item does not have a picture and the overlay that was drawn on it.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'The warehouse recipe shows two pictures: `images/<name>.png` and its set-of-marks overlay `som_images/<name>.<id>.png`, in this order.',
    why: 'The question speaks of the second picture as an overlay with numbers; the numbers of another overlay are other regions.',
    fix: 'Write `"images": ["train/images/NAME.png", "train/som_images/NAME.ID.png"]`.',
  },
  say: ({ problem }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: 'Name the picture and then its overlay, som_images/<name>.<id>.png, in images.',
  }),
});
