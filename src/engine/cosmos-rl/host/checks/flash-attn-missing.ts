import { toSet, toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** flash-attn is not installed, and the native Qwen2.5-VL model cannot do without it. */
export const flashAttnMissing = defineCheck({
  id: 'flash-attn-missing',
  summary: 'flash-attn is not installed, and the native Qwen2.5-VL model cannot do without it.',
  severity: 'error',
  category: 'config',
  reads: ['engine'],
  docs: {
    what: 'flash-attn is not installed. For qwen2_5_vl without `train.force_use_hf = true` that is an error, else a note.',
    why: 'The native model raises `NotImplementedError: FlashAttention is not installed.` (seen on 0.4.7). The Hugging Face path asks for flash_attention_2 too; the entry scripts of cookbook-run then switch it to sdpa, which is slower.',
    fix: 'Set `train.force_use_hf=true`, or install flash-attn.',
  },
  evaluate({ engine: { packages } }, { family, holds }) {
    if (packages['flash-attn'] !== undefined || family === undefined) return [];
    if (family === 'qwen2_5_vl' && holds?.('train.force_use_hf') !== true) {
      return [
        {
          subject: 'flash-attn',
          message: 'flash-attn is not installed, and the native qwen2_5_vl model of the engine needs it.',
          because: 'cosmos-rl 0.4.7 raises NotImplementedError: FlashAttention is not installed.',
          remedy: [
            toSet({ 'train.force_use_hf': true }),
            toType(['pip', 'install', 'flash-attn', '--no-build-isolation']),
          ],
          data: { family },
        },
      ];
    }
    return [
      {
        subject: 'flash-attn',
        severity: 'info',
        message: 'flash-attn is not installed; the entry script uses sdpa attention instead.',
        data: { family },
      },
    ];
  },
});
