import { defineObjectiveFinding } from '../finding-kind.ts';

/** No trainer of that name is registered. */
export const trainerUnknown = defineObjectiveFinding<{ readonly trainer: string; readonly custom: boolean }>({
  id: 'trainer-unknown',
  summary: 'No trainer of that name is registered.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'train.train_policy.trainer_type, with the prefix that policy.is_diffusers adds, is none of those that cosmos-rl registers.',
    why: 'The engine stops at TrainerRegistry.get_trainer_cls (policy/worker/sft_worker.py:418-420, 0.4.4), unless the entry script registers the trainer.',
    fix: 'Use a registered trainer: sft, dpo, grpo, pi_sft, grpo_pi05, grpo_vla, diffusers_sft, diffusion_nft.',
  },
  say: ({ trainer, custom }) => ({
    message: custom
      ? `Only the entry script can say what \`${trainer}\` trains: it cannot be verified here.`
      : `cosmos-rl has no trainer \`${trainer}\`.`,
    help: 'Use sft, or with policy.is_diffusers the SFT trainer of diffusers.',
    ...(custom ? { severity: 'warning' as const } : {}),
  }),
});
