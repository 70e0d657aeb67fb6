import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip has 0 bytes. */
export const videoEmpty = defineDatasetFinding<Record<string, never>>({
  id: 'video-empty',
  summary: 'A clip has 0 bytes.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A video file is empty: a copy or a download that did not finish.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7 (seen for a missing clip).',
    fix: 'Copy the clip again.',
  },
  say: (_, subject) => ({ message: `The clip ${subject} is empty (0 bytes).`, help: 'Copy it again.' }),
});
