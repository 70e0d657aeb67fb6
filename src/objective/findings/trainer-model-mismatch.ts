import { defineObjectiveFinding } from '../finding-kind.ts';

/** The trainer has no loss for this model. */
export const trainerModelMismatch = defineObjectiveFinding<{
  readonly trainer: string;
  readonly title: string;
  readonly why: string;
  readonly evidence: string;
}>({
  id: 'trainer-model-mismatch',
  summary: 'The trainer has no loss for this model.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The trainer of the config and the family of the model do not belong together: tokens for a diffusion model, flow matching for a VLM, and so on.',
    why: 'The engine finds no such model class, or loads the parts it knows and leaves the others out without a word.',
    fix: 'Choose the trainer that the family has, or the model that the trainer takes.',
  },
  say: ({ trainer, title, why, evidence }) => ({
    message: `This \`${trainer}\` run cannot train ${title}: ${why}.`,
    because: evidence,
    help: 'Set train.train_policy.trainer_type and policy.is_diffusers to what the model needs, or take another model.',
  }),
});
