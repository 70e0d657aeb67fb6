import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

// 0.4.7: worker/base.py:112; trainer/optm/__init__.py:344, 389, 606; model/base.py:337, 665; kernel/loss.py:100;
// plugin.py:209, 325; llm_trainer.py:569.
const TEXT =
  /Trainer \S+ is not supported\.|optm_lr[^\n]*|Optimizer \S+ (?:not supported|is not implemented)[^\n]*|[Uu]nsupported optm?[^\n]*|Unknown decay type[^\n]*|trainable_map[^\n]*|target_modules[^\n]*|No (?:LoRA )?(?:target )?modules? (?:matched|found)[^\n]*|enable_liger_kernel[^\n]*|LoRA[^\n]*pipeline[^\n]*|Unsupported dtype: [^\n]*/i;

/** A setting that the engine knows and rejects only when it uses it. */
export const settingUnsupported: Symptom = {
  id: 'setting-unsupported',
  summary: 'A setting that the engine rejects only when it uses it',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'A trainer, optimizer, LoRA or dtype setting is not one the engine can carry out.',
    why: 'These are not validated by Config; the worker raises when it comes to them (policy/trainer/optm/__init__.py, policy/model/base.py, policy/lora/plugin.py, 0.4.7).',
    fix: 'Correct the key that the message names; `cookbook-run sft --config FILE --dry-run` knows most of them.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'config',
      message: `The engine cannot carry out a setting: ${brief(found.match[0])}.`,
      because: 'The worker raises when it uses the setting; Config does not check it (0.4.7).',
      help: 'Correct the setting, then run `cookbook-run sft --config FILE --dry-run`.',
    });
  },
};
