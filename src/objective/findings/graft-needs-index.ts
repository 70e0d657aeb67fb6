import { defineObjectiveFinding } from '../finding-kind.ts';

/** The export has no index, which the consumer looks for. */
export const graftNeedsIndex = defineObjectiveFinding<{ readonly file: string }>({
  id: 'graft-needs-index',
  summary: 'The export has no index, which the consumer looks for.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The brain lies in a single safetensors file without model.safetensors.index.json.',
    why: 'load_alpamayo1_vlm reads the index only and reports `No VLM tensors found` (alpamayo-recipes b790b8e8, sft_base_model.py:77-149).',
    fix: 'Write an index beside it, or export with smaller shards.',
  },
  say: ({ file }) => ({
    message: `${file} lies there without an index: the Alpamayo recipes would report that no VLM tensors were found.`,
    help: 'Write model.safetensors.index.json beside it.',
  }),
});
