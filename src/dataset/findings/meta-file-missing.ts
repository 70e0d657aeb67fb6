import { defineDatasetFinding } from '../finding-kind.ts';

/** A sub-directory has no meta file. */
export const metaFileMissing = defineDatasetFinding<{ readonly subdirectory: string }>({
  id: 'meta-file-missing',
  summary: 'A sub-directory has no meta file.',
  severity: 'error',
  category: 'input',
  docs: {
    what: '`<dataset_root>/<sub-directory>/<meta_file>` does not exist.',
    why: 'The entry script stops.',
    fix: 'Correct `custom.dataset.subdirectories` or `custom.dataset.meta_file`, or add the file.',
  },
  say: ({ subdirectory }, subject) => ({
    message: `The sub-directory ${subdirectory} has no meta file ${subject}.`,
    help: 'Correct custom.dataset.subdirectories or custom.dataset.meta_file.',
  }),
});
