/** Findings about the media that samples name, pictures above all. */

import { defineFinding } from '../../findings/finding.ts';
import { note, toType } from '../../findings/remedy.ts';
import type { PictureProblem } from '../picture/read-picture.ts';

/** A clip that an item names is not there. */
export const mediaMissing = defineFinding<{
  readonly item: string;
  /** The folder of `custom.dataset.media_path`, where names begin in a layout that has it. */
  readonly begins?: { readonly folder: string; readonly set: boolean };
  /** Where this and other media are. */
  readonly elsewhere?: { readonly folder: string; readonly media: number };
}>({
  id: 'media-missing',
  summary: 'A clip or picture that an item names is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A named file is not there. Names begin in the sub-directory or its folder `media/` (blended AV), below `custom.dataset.media_path` or, without one, in the folder of the launch (LLaVA-style), and in the launch folder or beside the data (saved datasets).',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7 (seen).',
    fix: 'Add the file, or remove the item; where all are missing, correct `custom.dataset.media_path`.',
  },
  say: ({ item, begins, elsewhere }, subject) => {
    const unset = begins?.set === false;
    if (elsewhere !== undefined) {
      const { folder, media } = elsewhere;
      const others = media === 1 ? '' : `, and so are ${media - 1} more`;
      const why = unset
        ? 'custom.dataset.media_path is not set'
        : `custom.dataset.media_path is ${begins?.folder}`;
      return {
        message: `${item} names ${subject}, which is not there: it is below ${folder}${others}.`,
        because: `${why}, so names begin in ${begins?.folder}`,
        remedy: { kind: 'override', set: { 'custom.dataset.media_path': folder } },
      };
    }
    if (!unset)
      return {
        message: `${item} names ${subject}, which is not there.`,
        help: 'Add the file, or remove the item.',
      };
    return {
      message: `${item} names ${subject}, which is not there.`,
      because: `custom.dataset.media_path is not set, so names begin in ${begins?.folder}`,
      remedy: note('set custom.dataset.media_path to the folder in which the media lie'),
    };
  },
});

/** An item names something that is no path of this machine. */
export const mediaNotAPath = defineFinding<{
  readonly item: string;
  readonly what: string;
  readonly fix: string;
}>({
  id: 'media-not-a-path',
  summary: 'An item names an address, or a path that is none on this machine.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A clip or picture is named by an address (https, s3, gs, hf, data, file), by a path of Windows, or with `~` or a variable, which only a shell expands.',
    why: 'The entry script and the engine open files; nothing downloads, decodes or expands a name. The data loader fails at this sample, 50 times, and ends the run.',
    fix: 'Download the media, and name each by its path below `custom.dataset.media_path`.',
  },
  say: ({ item, what, fix }, subject) => ({
    message: `${item} names ${subject}: that is ${what}.`,
    help: fix,
  }),
});

/** The media stand under a key that nothing reads. */
export const mediaKeyUnread = defineFinding<{
  readonly key: string;
  readonly kind: 'image' | 'video';
  readonly file: string;
  readonly items: number;
}>({
  id: 'media-key-unread',
  summary: 'The media stand under a key that the layout does not read.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A question holds `<image>` or `<video>`, the item names nothing under `image`, `images`, `video` or `videos`, and another key of it holds what looks like media.',
    why: 'The placeholders are removed, and the model is trained on the text alone: it is asked about something it never sees. Neither the published scripts nor the engine notice.',
    fix: 'Rename the key to `images` or `videos`.',
  },
  say: ({ key, kind, file, items }, subject) => {
    const what = kind === 'image' ? 'pictures' : 'clips';
    const others = items === 1 ? '' : ` and ${items - 1} more items`;
    const named = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `.[${JSON.stringify(key)}]`;
    const list = file.replace(/(\.jsonl?)?$/, '.renamed.json');
    return {
      message: `${subject}${others}: the ${what} stand under ${JSON.stringify(key)}, a key that the layout does not read, and the question has an <${kind}>: nothing visual would be trained.`,
      remedy: toType(['jq', `map(.${kind}s = ${named} | del(${named}))`, file, '>', list]),
    };
  },
});

/** A picture cannot be decoded. */
export const imageUnusable = defineFinding<{ readonly problem: PictureProblem; readonly why: string }>({
  id: 'image-unusable',
  summary: 'A picture cannot be decoded.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is empty, a Git LFS pointer, a PNG or JPEG that was cut, or no picture at all.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7.',
    fix: 'Copy the picture again; a Git LFS pointer becomes the picture by `git lfs pull`.',
  },
  say: ({ problem, why }, subject) => ({
    message: `The picture ${subject} cannot be decoded: ${why}.`,
    remedy:
      problem === 'lfs-pointer'
        ? toType(['git', 'lfs', 'pull'])
        : note('copy it again, or remove its sample'),
  }),
});

/** A question has placeholders for media that its item does not name. */
export const mediaTagsMismatch = defineFinding<{
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

/** A picture is too narrow to be resized. */
export const mediaShapeRefused = defineFinding<{
  readonly width: number;
  readonly height: number;
  readonly sample: string;
}>({
  id: 'media-shape-refused',
  summary: 'A clip or picture is more than 200 times as long as it is wide.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The resize rule of the Qwen processors refuses the picture or the frames.',
    why: '`smart_resize` of qwen-vl-utils 0.0.14 raises `absolute aspect ratio must be smaller than 200`; the sample is retried 50 times, then the run dies.',
    fix: 'Remove the sample, or cut the picture.',
  },
  say: ({ width, height, sample }, subject) => ({
    message: `${subject} of sample ${sample} has ${width}x${height} pixels, which the processor refuses to resize.`,
    help: 'Remove the sample, or cut the picture to a shape below 200 to 1.',
  }),
});

/** A sample has neither a clip nor a picture. */
export const sampleWithoutMedia = defineFinding<Record<string, never>>({
  id: 'sample-without-media',
  summary: 'A sample has neither a clip nor a picture.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'No message of a conversation has a video or image part.',
    why: 'It is trained on as text: a question about a clip that nobody sees teaches the model to guess.',
    fix: 'Add the clip to the first user message, or leave it if the sample is meant as text.',
  },
  say: (_, subject) => ({
    message: `${subject} has neither a clip nor a picture.`,
    help: 'Add {"type": "video", "video": "clip.mp4"} to the content of the user message.',
  }),
});

/** An item of the warehouse recipe has not a picture and its overlay. */
export const overlayMismatch = defineFinding<{ readonly problem: string }>({
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
