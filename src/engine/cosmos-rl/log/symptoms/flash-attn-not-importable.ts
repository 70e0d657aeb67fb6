import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /FlashAttention is not installed|FlashAttention2? has been toggled on, but it cannot be used|the package flash_attn seems to be not installed|No module named 'flash_attn|flash_attn\S*\.so: undefined symbol|flash_attn_varlen_func|_flash_attention_forward/;

/** flash-attn is wanted and not installed. */
export const flashAttnMissing: Symptom = {
  id: 'flash-attn-not-importable',
  summary: 'flash-attn is not installed',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'The model was set to use flash-attn, which cannot be imported.',
    why: 'The Hugging Face path forces flash_attention_2 and fails in the first forward; native qwen2_5_vl raises NotImplementedError (policy/kernel/modeling_utils.py:121, 0.4.7).',
    fix: 'Install flash-attn for this torch, or use an entry script of cookbook-run, which chooses sdpa; with native qwen2_5_vl set train.force_use_hf = true.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'flash-attn',
      message: 'flash-attn is wanted by the model and cannot be imported.',
      because: 'cosmos-rl 0.4.7 asks for flash_attention_2 without looking whether it is there.',
      help: 'Install it: pip install flash-attn --no-build-isolation; or set train.force_use_hf=true and use an entry script that chooses sdpa.',
    });
  },
};
