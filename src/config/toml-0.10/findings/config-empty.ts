/** A config file without a setting. */

import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { toType } from '../../../findings/remedy.ts';

export const configEmpty: FindingKind = {
  id: 'config-empty',
  summary: 'a config file holds no setting',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The file is empty, or holds nothing but comments.',
    why: 'The engine takes it and starts GRPO with its defaults for everything (`Config.from_dict`, all versions).',
    fix: 'Write a config: `cookbook-run cp PRESET my.toml`.',
  },
};

/** The finding for a file without settings. */
export function emptyDraft(name: string): FindingDraft {
  return {
    subject: name,
    message: `${name} holds no setting`,
    because: 'the engine would start GRPO of Qwen2.5-VL-7B-Instruct with its defaults',
    remedy: toType(['cookbook-run', 'cp', 'PRESET', 'my.toml'], 'write a config: {}'),
  };
}
