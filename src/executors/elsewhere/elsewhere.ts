/** Places that a run is printed for and not started by us. */
import type { LaunchPlan } from '../../plan/launch-plan.ts';

/** What is printed from, beside the plan. */
export interface Printed {
  readonly plan: LaunchPlan;
  /** The run's folder, with config and scripts. */
  readonly folder: string;
  /** Paths that every node must find under these names, without what lies in the folder. */
  readonly paths: readonly string[];
  /** `h100`, where it is known. */
  readonly gpuKind?: string;
  readonly image?: string;
  /** Seconds that it may take. */
  readonly limit?: number;
}

/** What is lost beside `--on local` and `--on slurm`, as lines of a comment. */
export function notPromised({ plan, folder, paths }: Printed): readonly string[] {
  const ports = Object.entries(plan.ports).map(([name, port]) => `${name} ${port}`);
  return [
    'Not promised here, unlike with --on local and --on slurm:',
    '- Nobody watches it: no end for a stall or a loss that is not finite, no checkpoint before it is ended, no record.',
    '- That it ended well is what its programs say, which is no proof: their exit codes were seen to be wrong. Look at the log with',
    '  `cookbook-run diagnose LOG`, and at the checkpoints, before you use what it made.',
    '- If it is started again it starts from the beginning: give the checkpoint to resume from in a new plan.',
    `- Every node must find these paths: ${[folder, ...paths].join(', ')}.`,
    `- All ranks write below ${plan.outputDir}, which must be one folder for all nodes.`,
    `- The nodes must reach each other on these ports: ${ports.join(', ')}.`,
    'Nobody has run this text on a cluster yet; its form is checked against the published schema.',
  ];
}
