import { defineObjectiveFinding } from '../finding-kind.ts';

/** A model is there, and nothing in it tells which one. */
export const modelUnknown = defineObjectiveFinding<{ readonly why: string }>({
  id: 'model-unknown',
  summary: 'Nothing in the files tells which model it is.',
  severity: 'warning',
  category: 'input',
  docs: {
    what: 'The path exists, but it holds no config.json, no model_index.json and no safetensors header: a .gguf or .nemo file, an archive, an empty folder.',
    why: 'Whether the run can train what is asked for cannot be told; the engine loads folders in the layout of Hugging Face only (policy/worker/base.py:39-47, 0.4.7).',
    fix: 'Give the folder with config.json and the safetensors files, converted where need be.',
  },
  say: ({ why }, subject) => ({
    message: `Nothing in ${subject} tells which model it is; it cannot be verified.`,
    because: why,
    help: 'Give a folder with config.json and safetensors files.',
  }),
});
