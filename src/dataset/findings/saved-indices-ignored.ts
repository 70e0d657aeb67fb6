import { defineDatasetFinding } from '../finding-kind.ts';

/** A selection of rows was saved beside the rows, and nothing reads it. */
export const savedIndicesIgnored = defineDatasetFinding<Record<string, never>>({
  id: 'saved-indices-ignored',
  summary: 'A selection of rows was saved beside the rows, and nothing reads it.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: '`state.json` names indices: an old version of `datasets` saved the result of `select`, `filter` or `shuffle` as all rows and a list of those that count.',
    why: '`load_from_disk` of today ignores the list (datasets 5.2, tried): all rows are trained on, in the order of the files.',
    fix: 'Load it with the version that wrote it, call `flatten_indices()`, and save it again.',
  },
  say: (_, subject) => ({
    message: `${subject} names indices, which datasets does not read any more: all rows count.`,
    help: 'Save it again after flatten_indices(), with the version of datasets that wrote it.',
  }),
});
