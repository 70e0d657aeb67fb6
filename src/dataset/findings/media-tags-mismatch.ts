import { defineDatasetFinding } from '../finding-kind.ts';

/** A question has placeholders for media that its item does not name. */
export const mediaTagsMismatch = defineDatasetFinding<{
  readonly image: number;
  readonly video: number;
  readonly pictures: number;
  readonly clips: number;
}>({
  id: 'media-tags-mismatch',
  summary: 'An item has fewer media than a question of it has placeholders for.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A question holds `<image>` or `<video>` more often than the item names pictures or clips; often the key of the media is misspelt. Fewer placeholders than media are in order.',
    why: "The placeholders are removed and the media that are named stand before the first question, so the model is asked about something it does not see. Neither NVIDIA's scripts nor the engine compare the two.",
    fix: 'Name the media under `image`, `images`, `video` or `videos`, or remove the placeholder.',
  },
  say: ({ image, video, pictures, clips }, subject) => ({
    message: `${subject} has ${pictures} pictures and ${clips} clips, and the placeholders <image> ${image} and <video> ${video} times.`,
    help: 'Name every picture and clip under image, images, video or videos.',
  }),
});
