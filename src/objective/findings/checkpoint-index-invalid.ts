import { defineObjectiveFinding } from '../finding-kind.ts';

/** The index of the weights is broken or contradicts the files. */
export const checkpointIndexInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-index-invalid',
  summary: 'The index of the weights is broken or contradicts the files.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'model.safetensors.index.json cannot be read, sends a tensor to something that is no file name beside it, or to a file that does not hold it.',
    why: 'The engine takes the file names of the index as they are; a path in it would be read wherever it leads.',
    fix: 'Fetch the index again together with its shards.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be trusted: ${why}.`,
    help: 'Fetch the index and its shards again.',
  }),
});
