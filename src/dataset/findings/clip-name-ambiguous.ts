import { defineDatasetFinding } from '../finding-kind.ts';

/** Several clips have the name that a row gives. */
export const clipNameAmbiguous = defineDatasetFinding<{ readonly item: string; readonly clips: number }>({
  id: 'clip-name-ambiguous',
  summary: 'Several clips have the name that a row gives.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'Rows name clips by their file name. Several folders below `video_clips` have a clip of that name, and the path in the row does not say which is meant.',
    why: 'The published script takes one of them without a word, so answers may be taught with the clip of another question; ours stops.',
    fix: 'Leave one clip of that name, or write its path below `video_clips` into the row.',
  },
  say: ({ item, clips }, subject) => ({
    message: `${item} names the clip ${subject}, and there are ${clips} of that name.`,
    help: 'Leave one of them, or write its path below video_clips into the row.',
  }),
});
