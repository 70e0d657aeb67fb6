/** Findings about the trainer that a config names, and about configs of other launchers. */
import { defineObjectiveFinding, type ObjectiveFinding } from '../../../findings/objective-kind.ts';
import * as SETTINGS from './settings-kinds.ts';

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

/** The trainer trains nothing. */
export const trainerEvaluatesOnly = defineObjectiveFinding<{ readonly trainer: string }>({
  id: 'trainer-evaluates-only',
  summary: 'The trainer trains nothing.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-model',
  needsRemedy: true,
  docs: {
    what: 'The trainer `cosmos_policy` has no optimizer step.',
    why: 'Its step_training is empty (policy/trainer/cosmos_policy_trainer.py:37-80, 0.4.4): the run ends well and the weights are as before.',
    fix: 'Use it to evaluate; to train take another trainer.',
  },
  say: ({ trainer }) => ({
    message: `\`${trainer}\` only evaluates: this run trains nothing.`,
    help: 'Choose a trainer that trains, such as sft.',
  }),
});

/** The config trains nothing, and does not mean to. */
export const evaluationOnly = defineObjectiveFinding<{ readonly why: string }>({
  id: 'evaluation-only',
  summary: 'The config evaluates and does not train.',
  severity: 'info',
  category: 'config',
  docs: {
    what: 'There is no trainer in the config, but a validation and a rollout of a policy.',
    why: 'cosmos-rl has evaluation configs for VLA policies: no objective, so nothing to contradict.',
    fix: 'Nothing, if you mean to evaluate.',
  },
  say: ({ why }) => ({ message: 'This config evaluates; it has no training objective.', because: why }),
});

/** The config is for another engine. */
export const otherLauncher = defineObjectiveFinding<{
  readonly launcher: string;
  readonly command: string;
  readonly sign: string;
}>({
  id: 'other-launcher',
  summary: 'The config is for another engine.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The file has no [train] or [policy] of cosmos-rl, but the tables of another engine.',
    why: "cosmos-rl stops with KeyError 'train' on it.",
    fix: "Start it with that engine's own launcher.",
  },
  say: ({ launcher, command, sign }) => ({
    message: `This config is for ${launcher}, not for cosmos-rl.`,
    because: `it has ${sign}`,
    help: command,
  }),
});

/** All of them, in the order of reports. */
export const OBJECTIVE_KINDS: ReadonlyArray<ObjectiveFinding<object>> = [
  trainerUnknown,
  trainerEvaluatesOnly,
  evaluationOnly,
  otherLauncher,
  ...Object.values(SETTINGS),
];
