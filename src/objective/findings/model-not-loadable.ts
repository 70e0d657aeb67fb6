import { defineObjectiveFinding } from '../finding-kind.ts';

/** cosmos-rl itself does not load this model. */
export const modelNotLoadable = defineObjectiveFinding<{
  readonly title: string;
  readonly evidence: string;
  readonly custom: boolean;
}>({
  id: 'model-not-loadable',
  summary: 'cosmos-rl itself does not load this model.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The checkpoint is an Alpamayo model: a VLM with an action expert, of a model_type that neither Transformers nor cosmos-rl knows.',
    why: 'AutoConfig raises `does not recognize this architecture`, inside a retry of 181 s (policy/worker/base.py:39-47, utils/util.py:701-737, 0.4.4). The entry script of alpamayo-recipes loads the VLM part only.',
    fix: 'To train the trajectory decoder use stage 2 of the Alpamayo recipes; for its VLM use stage 1, or their own entry script.',
  },
  say: ({ title, evidence, custom }) => ({
    message: custom
      ? `${title} is loaded by its own entry script only; what it then trains cannot be verified here.`
      : `This run cannot load ${title}.`,
    because: evidence,
    help: 'Stage 1 of the Alpamayo recipes trains its VLM, stage 2 its trajectory decoder.',
    ...(custom ? { severity: 'warning' as const } : {}),
  }),
});
