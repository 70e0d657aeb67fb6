/** Names that are written alike in every language: models, tools, tensors, metrics. */
import type { Lexicon } from './concept.ts';

/** Tools come first: `alpamayo1_sft` names a trainer, not the model. */
export const SHARED: Lexicon = [
  ['vlm-tool', /alpamayo1?_?x?_rl\b|alpamayo1_x_rl|reasoning_vla_grpo|reasoning_vla\b/gi],
  [
    'vlm-tool',
    /\bsft_stage_?1\w*|\b(?:alpamayo(?:'s)?[- ]+)?stage[- ]?(?:1|one)\b|ステージ\s?[1１]|第[1１一]段階/gi,
  ],
  [
    'decoder-tool',
    /\bsft_stage_?2\w*|\balpamayo(?:1|1_5|2)_sft\b(?!\.?\w*[ ,]+(?:--config-name[ =])?(?:sft_)?stage_?1)|\b(?:alpamayo(?:'s)?[- ]+)?stage[- ]?(?:2|two)\b|ステージ\s?[2２]|第[2２二]段階|\balpa[- ]?gym\b/gi,
  ],
  ['decoder-tool', /\bpi_sft\b|\bgrpo_pi05\b|\bopenpi\b|\blerobot\b|\bisaac[- ]gr00t\b|\bgrpo_vla\b/gi],
  [
    'decoder-tool',
    /\bdiffusers_sft\b|\bdiffusion_nft\b|\bdiffusion ?nft\b|\bcosmos[- ]predict[\d.]* (?:post-?training|recipe|repo\w*|trainer)|\bwfm-mode\b|\btask ?= ?"?vfm"?|\bcosmos[- ]framework\b/gi,
  ],
  ['decoder-tool', /\balpamayo[- ]recipes\b/gi],
  [
    'decoder',
    /\baction_(?:in|out)_proj\b|\bexpert_cfg\b|\bexpert\.(?:\w|\*)|\bdiffusion_cfg\b|\b(?:traj|trajectory)_loss\w*|\bego_future_(?:xyz|rot)\b|\baction_head\b|\bmoe_gen\b|\baction2llm\b|\bllm2action\b|\bflow_matching\w*/gi,
  ],
  ['tokens', /<i\d*#*>|<\|?traj_\w+\|?>|\btraj(?:ectory)?_(?:tokens?|vocab)\w*/gi],
  ['path', /\bmin[-_ ]?[AF]DE\b|\bmissrate\b/gi],
  ['path', /\b[AF]DE\b|\bE?PDMS\b/g],
  [
    'policy',
    /\bgr00t[\w.-]*(?: n?1\.\d)?|\bpi[-_ ]?0(?:\.?5)?\b|π0(?:\.5)?|\bopenvla(?:-oft)?\b|\bsmolvla\b|\bcosmos[- ]policy\b|\boctopus policy\b/gi,
  ],
  [
    'generator',
    /\bcosmos[- ]?(?:predict|transfer)[\w.-]*|\bsana(?:-video)?\b|\bstable[- ]diffusion[\w.-]*|\bsd ?3(?:\.5)?\b|\bwan ?2[\w.]*|\bwfm\b|\bcosmos ?3 (?:generator|world)/gi,
  ],
  [
    'reason',
    /\bcosmos[- ]?reason[\w.-]*|\breason(?=\s?の)|\breason (?:sft|recipe|run|fine-?tun\w*|training|vlm|model)\b|\breason ?[12]\b(?:-\d+b)?|\bqwen[\w.-]*-?vl[\w.-]*|\buber_\w+|\bcosmos[- ]cookbook\b/gi,
  ],
  [
    'planner',
    /\balpamayo(?:[- ]?(?:r1|1\.5|1|2)(?:[- ](?:\d+b|super|edge))?)?\b|アルパマヨ|\bvlm\.(?=[\w*])|\ba?r1\b(?!-distill)|\bvla\b/gi,
  ],
];
