/** What a run can be asked to optimise: the four answers of `--optimize`. */

/** The values of `--optimize`. */
export const TARGETS = ['vlm-text', 'discrete-traj-tokens', 'trajectory-decoder', 'video-diffusion'] as const;

export type Target = (typeof TARGETS)[number];
