import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip is a Git LFS pointer. */
export const videoLfsPointer = defineDatasetFinding<Record<string, never>>({
  id: 'video-lfs-pointer',
  summary: 'A clip is a Git LFS pointer.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is the small text that Git keeps instead of a large file.',
    why: 'No reader can decode it; the run ends at this sample.',
    fix: 'Type `git lfs pull` in the folder of the dataset.',
  },
  say: (_, subject) => ({
    message: `The clip ${subject} is a Git LFS pointer, not a video.`,
    help: 'Type: git lfs pull',
  }),
});
