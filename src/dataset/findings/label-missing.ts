import { defineDatasetFinding } from '../finding-kind.ts';

/** A file that an item names for its label or conversation is not there. */
export const labelMissing = defineDatasetFinding<{ readonly item: string }>({
  id: 'label-missing',
  summary: 'A file that an item names for its label or conversation is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'An item of the meta file names a JSON file that does not exist.',
    why: 'The entry script stops.',
    fix: 'Add the file, or remove the item.',
  },
  say: ({ item }, subject) => ({
    message: `${item} names ${subject}, which is not there.`,
    help: 'Add the file, or remove the item.',
  }),
});
