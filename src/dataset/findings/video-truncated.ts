import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip was cut off. */
export const videoTruncated = defineDatasetFinding<{ readonly why: string }>({
  id: 'video-truncated',
  summary: 'A clip was cut off.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A box of the file ends behind its last byte, or the movie header that a recorder writes at the end is missing.',
    why: 'Readers either fail at once or give fewer frames than announced; the run ends at this sample.',
    fix: 'Copy the clip again.',
  },
  say: ({ why }, subject) => ({ message: `The clip ${subject} is cut off: ${why}.`, help: 'Copy it again.' }),
});
