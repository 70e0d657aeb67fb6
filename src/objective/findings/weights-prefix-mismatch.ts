import { defineObjectiveFinding } from '../finding-kind.ts';

/** config.json names one model, the tensors are of another. */
export const weightsPrefixMismatch = defineObjectiveFinding<{
  readonly config: string;
  readonly tensors: string;
  readonly says: string;
}>({
  id: 'weights-prefix-mismatch',
  summary: 'config.json names one model, the tensors are of another.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'config.json describes a vision-language model, but the weights carry the names of another one, such as `vlm.` and `expert.`.',
    why: 'The engine looks every tensor up by its name and stops with a KeyError, after the model was built (policy/model/hf_models/__init__.py:554, 0.4.4).',
    fix: 'Give the original config.json back to the weights, or repack the VLM part under its own names.',
  },
  say: ({ config, tensors, says }) => ({
    message: `config.json says ${config}, but the weights are those of ${tensors}.`,
    because: says,
    help: 'Restore the original config.json, or export the VLM under plain Qwen3-VL names.',
  }),
});
