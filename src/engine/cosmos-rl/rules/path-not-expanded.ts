/** A path with `~`, a variable or a scheme, which the engine takes literally. */

import { CUSTOM_PATHS } from '../../../config/custom-keys.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

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

function literal(view: ConfigView, key: string, custom: boolean): readonly FindingDraft[] {
  const value = view.written(key);
  if (typeof value !== 'string') return [];
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1];
  if (scheme === undefined && !/^~(\/|$)|\$\{?[A-Za-z_]\w*\}?/.test(value)) return [];
  // The output is a folder of this machine; data and models may come from a store that a script or a library reads.
  if (scheme !== undefined && (custom || key.endsWith('dataset.name'))) return [];
  const repository = /^https?:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)/.exec(value)?.[1];
  return [
    {
      ...view.at(key),
      ...(custom ? { severity: 'warning' as const } : {}),
      message:
        scheme === undefined
          ? `\`${key}\` is "${value}", which the engine takes literally: it expands neither ~ nor variables`
          : `\`${key}\` is "${value}", which the engine takes for a folder of this machine or a repository's name`,
      remedy:
        repository === undefined
          ? note('write the path in full, from the first `/` on')
          : toSet({ [key]: repository }),
      data: { key, value },
    },
  ];
}

export const pathNotExpanded = defineRule({
  id: 'path-not-expanded',
  summary: 'a path with ~, a variable or a scheme, which the engine takes literally',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A path begins with `~` or with a scheme such as `s3://`, or holds a variable like `$HOME`.',
    why: 'Nothing between the file and the engine is a shell: no expanduser, no expandvars on these keys (searched in 0.4.7), so the run writes into a folder named `~` or `s3:`, or asks Hugging Face for a model of that name. Paths under [custom] are read by the script, which may expand them: there it is a warning.',
    fix: 'Write the path in full.',
  },
  evaluate(view) {
    return [
      ...PATHS.map((key) => [key, false] as const),
      ...CUSTOM_PATHS.map((key) => [key, true] as const),
    ].flatMap(([key, custom]) => literal(view, key, custom));
  },
});
