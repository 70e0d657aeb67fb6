import { defineObjectiveFinding } from '../../finding-kind.ts';

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
