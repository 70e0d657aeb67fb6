import { defineDatasetFinding } from '../finding-kind.ts';

/** A file of the dataset cannot be read. */
export const fileUnreadable = defineDatasetFinding<{ readonly why: string }>({
  id: 'file-unreadable',
  summary: 'A file of the dataset cannot be read.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A file or folder of the dataset may not be read, is a broken link, a pipe, or a folder with the name of a file.',
    why: 'The entry script stops, or, for a pipe, would wait without an end.',
    fix: 'Mend its permissions, or replace it by a plain file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be read: ${why}.`,
    help: 'Mend its permissions, or replace it by a plain file.',
  }),
});
