import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The launcher planned rollout workers for a supervised run. */
export const rolloutPlanned: Symptom = {
  id: 'rollout-planned',
  summary: 'Rollout workers are planned for a supervised run',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  docs: {
    what: 'train.train_policy.type is not written as "sft", so the launcher plans rollout replicas and their GPUs as well.',
    why: 'The launcher looks for the literal key and assumes "grpo" without it (launcher/launch_all.py:535-538, 0.4.4), while Config infers sft: the run trains beside a rollout that never ends (0.4.7, seen).',
    fix: 'Set train.train_policy.type = "sft".',
  },
  matches(state) {
    const rollout = state.replicas.rollout;
    const type = state.seen['config-loaded']?.last.notice.config.type;
    if (rollout === undefined || rollout.count === 0) return undefined;
    if (type !== undefined && type !== 'sft') return undefined;
    return restingOn(
      { line: rollout.line, text: `Number of rollout replicas: ${rollout.count}` },
      {
        subject: 'train.train_policy.type',
        message: `The launcher planned ${rollout.count} rollout replica${rollout.count === 1 ? '' : 's'}: train.train_policy.type is not "sft".`,
        because:
          'Without that key the launcher assumes grpo, and the run does not end (launcher/launch_all.py:535-538, 0.4.4 and 0.4.7).',
        help: 'Set train.train_policy.type="sft" and start again.',
      },
      { rollouts: rollout.count },
    );
  },
};
