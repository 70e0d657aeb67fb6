import { defineDatasetFinding } from '../finding-kind.ts';

/** There is no meta file. */
export const metaFileMissing = defineDatasetFinding<{ readonly subdirectory?: string }>({
  id: 'meta-file-missing',
  summary: 'There is no meta file.',
  severity: 'error',
  category: 'input',
  docs: {
    what: '`<dataset_root>/<meta_file>` or, in a blend, `<dataset_root>/<sub-directory>/<meta_file>` does not exist.',
    why: 'The entry script stops.',
    fix: 'Correct `custom.dataset.dataset_root`, `subdirectories` or `meta_file`, or add the file.',
  },
  say: ({ subdirectory }, subject) => ({
    message:
      subdirectory === undefined
        ? `There is no meta file ${subject}.`
        : `The sub-directory ${subdirectory} has no meta file ${subject}.`,
    help: `Correct custom.dataset.${subdirectory === undefined ? 'dataset_root' : 'subdirectories'} or custom.dataset.meta_file.`,
  }),
});
