import { defineObjectiveFinding } from '../finding-kind.ts';

/** The header of a safetensors file is broken. */
export const checkpointHeaderInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-header-invalid',
  summary: 'The header of a safetensors file is broken.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is cut, is no safetensors file, or its header lies: sizes beyond the file, holes, overlaps, a key twice, not UTF-8.',
    why: 'Its tensors cannot be loaded; most often a download ended early. Only the header was read, never the weights.',
    fix: 'Fetch the file again and compare its size and hash.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not a whole safetensors file: ${why}.`,
    help: 'Fetch the file again and compare its size.',
  }),
});
