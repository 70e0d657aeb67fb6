/** The trainers of cosmos-rl: what their loss is of, and which models they take (policy/trainer/**, 0.4.4 and 0.4.7). */

import type { Loss } from '../../objective.ts';

export interface Trainer {
  readonly type: string;
  readonly loss: Loss;
  /** The loss in words. */
  readonly says: string;
  /** Where it is registered. */
  readonly source: string;
}

/** Registered with the engine itself; an entry script can register more. */
export const TRAINERS: readonly Trainer[] = [
  {
    type: 'sft',
    loss: 'tokens',
    says: 'next-token cross entropy',
    source: 'policy/trainer/llm_trainer/sft_trainer.py:49-110',
  },
  {
    type: 'dpo',
    loss: 'tokens',
    says: 'preference loss over answers',
    source: 'policy/trainer/llm_trainer/dpo_trainer.py',
  },
  {
    type: 'grpo',
    loss: 'tokens',
    says: 'policy gradient over answers',
    source: 'policy/trainer/llm_trainer/grpo_trainer.py',
  },
  {
    type: 'pi_sft',
    loss: 'actions',
    says: 'flow matching on actions of pi0 / pi0.5',
    source: 'policy/trainer/vla_trainer/pi_sft_trainer.py:33',
  },
  {
    type: 'grpo_pi05',
    loss: 'actions',
    says: 'policy gradient on actions of pi0 / pi0.5',
    source: 'policy/trainer/vla_trainer/pi_grpo_trainer.py:39',
  },
  {
    type: 'grpo_vla',
    loss: 'actions',
    says: 'policy gradient on action tokens of OpenVLA',
    source: 'policy/trainer/vla_trainer/vla_trainer.py:35',
  },
  {
    type: 'diffusers_sft',
    loss: 'diffusion',
    says: 'flow matching on the latents of a diffusers pipeline',
    source: 'policy/trainer/diffusers_trainer/sft_trainer.py:44',
  },
  {
    type: 'diffusion_nft',
    loss: 'diffusion',
    says: 'DiffusionNFT on a diffusers pipeline',
    source: 'policy/trainer/diffusers_trainer/nft_trainer.py:80',
  },
  {
    type: 'cosmos_policy',
    loss: 'none',
    says: 'nothing: it only evaluates',
    source: 'policy/trainer/cosmos_policy_trainer.py:37-80',
  },
];

/** The registered name: `policy.is_diffusers` puts a prefix before the SFT trainer's (policy/worker/sft_worker.py:418-420, 0.4.4). */
export function registeredTrainer(type: string, isDiffusers: boolean, policyType: string): string {
  return isDiffusers && policyType === 'sft' ? `diffusers_${type}` : type;
}

/** The trainer of that name, or `undefined` where only an entry script could register it. */
export function trainerOf(registered: string): Trainer | undefined {
  return TRAINERS.find(({ type }) => type === registered);
}
