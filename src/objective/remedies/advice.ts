/** The order of stages, and what to look at before any training. */
import type { Target } from '../../findings/target.ts';

/** What to do in which order where the path of an Alpamayo model shall change. */
export const STAGES: readonly string[] = [
  'stage 1: everything that changes the VLM (text, reasoning, trajectory tokens); from the Alpamayo checkpoint, not from Cosmos-Reason',
  'VLM reinforcement learning (alpamayo1_x_rl), if any: it trains no decoder',
  'stage 2: the expert, on the frozen VLM of the stages before',
];

/** Causes of a path that always goes straight which cost no training (NVlabs/alpamayo #38, #42, #44, #54, #58; alpamayo1.5 #10). */
export const CHEAP_CHECKS: readonly string[] = [
  'egomotion history: 16 steps at 10 Hz, not zeros, also at standstill',
  'axes: x forward, y left, in the frame of the ego vehicle; metres',
  'how one of the sampled paths is chosen: argmin(|y|) always picks the straightest',
  'all 4 cameras, in the order of the training, with their own calibration',
  'no warning about a missing <|traj_future_start|> in the inference log',
  'Alpamayo 1.5 with navigation text at junctions, as a comparison',
];

/** Whether stages and cheap checks belong to what is asked. */
export function concernsDriving(target: Target | undefined, decoder: boolean): boolean {
  return target === 'trajectory-decoder' || target === 'discrete-traj-tokens' || decoder;
}
