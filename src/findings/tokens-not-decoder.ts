/** The finding about runs that learn trajectories as text. */
import { defineObjectiveFinding } from './objective-kind.ts';

/** The run trains text or tokens about trajectories, not the decoder. */
export const tokensNotDecoder = defineObjectiveFinding<{ readonly what: string; readonly evidence: string }>({
  id: 'tokens-not-decoder',
  summary: 'The run trains text or tokens about trajectories, not the decoder.',
  severity: 'warning',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  byLoss: true,
  docs: {
    what: 'Trajectories are learned as tokens: digits of a JSON text, or discrete tokens such as <i1504>.',
    why: "That is a text task and can be trained. It is not Alpamayo's decoder: when the action expert is used, trajectory tokens are masked out (NVlabs/alpamayo 1cba38ca, alpamayo_r1.py:41-72).",
    fix: 'Go on if text is what you want. To change the driven path, train the expert: stage 2 of the Alpamayo recipes.',
  },
  say: ({ what, evidence }) => ({
    message: `${what}: this trains tokens about trajectories, not a trajectory decoder.`,
    because: evidence,
    help: 'say what you want with --optimize discrete-traj-tokens or --optimize trajectory-decoder',
  }),
});
