import { defineDatasetFinding } from '../finding-kind.ts';

/** The clips of a dataset are not there as files. */
export const clipsNotExtracted = defineDatasetFinding<{
  /** Where the clips were looked for. */
  readonly folders: readonly string[];
  /** What to type. */
  readonly type: string;
}>({
  id: 'clips-not-extracted',
  summary: 'The clips of a dataset are not there as files.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The clips come as `<subset>/clips/*.tar.gz`; they are looked for, extracted, in `<dataset>/<subset>/video_clips` and in `$COSMOS_CACHE/datasets/<name>/<subset>/video_clips`, and neither is there.',
    why: 'The published script extracts them in every process at launch; ours does nothing to your disk, and stops.',
    fix: 'Extract the archives once, as the help says.',
  },
  say: ({ folders, type }, subject) => ({
    message: `The clips of ${subject} are not extracted: there is no folder ${folders.join(' and none ')}.`,
    help: `Type: ${type}`,
  }),
});
