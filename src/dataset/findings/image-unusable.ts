import { defineDatasetFinding } from '../finding-kind.ts';
import type { PictureProblem } from '../picture/read-picture.ts';

/** A picture cannot be decoded. */
export const imageUnusable = defineDatasetFinding<{ readonly problem: PictureProblem; readonly why: string }>(
  {
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
      help: problem === 'lfs-pointer' ? 'Type: git lfs pull' : 'Copy it again, or remove its sample.',
    }),
  },
);
