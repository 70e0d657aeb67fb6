import { defineDatasetFinding } from '../finding-kind.ts';

/** Two samples have the same id. */
export const duplicateId = defineDatasetFinding<{ readonly id: string; readonly first: string }>({
  id: 'duplicate-id',
  summary: 'Two samples have the same id.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An id is used twice: in one meta file, or by `ID.mp4` beside `ID.camera_front_wide_120fov.mp4`.',
    why: 'A sample would be trained on twice, or a clip would get the label of another; the entry script stops.',
    fix: 'Keep one of them, or rename one.',
  },
  say: ({ id, first }, subject) => ({
    message: `${subject} has the id ${id}, which ${first} has already.`,
    help: 'Keep one of them, or give one another id.',
  }),
});
