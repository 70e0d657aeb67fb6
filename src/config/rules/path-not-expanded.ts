/** A path with `~` or a variable, which the engine takes literally. */
import { defineRule } from '../rule.ts';

const PATHS = [
  'train.output_dir',
  'train.resume',
  'policy.model_name_or_path',
  'policy.model_safetensor_path',
  'policy.lora.lora_path',
  'train.train_policy.dataset.name',
  'train.train_policy.dataset.local_dir',
  'validation.dataset.name',
  'validation.dataset.local_dir',
] as const;

export const pathNotExpanded = defineRule({
  id: 'path-not-expanded',
  summary: 'a path with ~ or a variable, which the engine takes literally',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A path begins with `~`, or holds a variable like `$HOME`.',
    why: 'Nothing between the file and the engine is a shell: no expanduser, no expandvars on these keys (searched in 0.4.7), so the run writes into a folder named `~`, or asks Hugging Face for a model of that name.',
    fix: 'Write the path in full.',
  },
  evaluate(view) {
    return PATHS.flatMap((key) => {
      const value = view.written(key);
      if (typeof value !== 'string' || !/^~(\/|$)|\$\{?[A-Za-z_]\w*\}?/.test(value)) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is "${value}", which the engine takes literally: it expands neither ~ nor variables`,
          help: `write the path in full: ${key}="/…"`,
          data: { key, value },
        },
      ];
    });
  },
});
