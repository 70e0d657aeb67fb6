import { defineObjectiveFinding } from '../finding-kind.ts';

/** A file that the index names is missing. */
export const checkpointShardMissing = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-shard-missing',
  summary: 'A file that the index names is missing.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The index of the weights names a safetensors file that is not in the folder, while others are.',
    why: 'The download is not complete; the engine fails while it loads the model.',
    fix: 'Fetch the missing file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is missing: ${why}.`,
    help: 'Fetch it again, for example with `hf download`.',
  }),
});
