/** Every check of a job against its cluster, in the order of reports. */
import type { ClusterCheck } from '../check.ts';
import { allReduceFailing } from './all-reduce-failing.ts';
import { clusterTooSmall } from './cluster-too-small.ts';
import { folderNotShared } from './folder-not-shared.ts';
import { jobNotAccepted } from './job-not-accepted.ts';
import { nodesDiffer } from './nodes-differ.ts';
import { partitionUnknown } from './partition-unknown.ts';
import { pathNotOnNode } from './path-not-on-node.ts';
import { portClosedBetweenNodes } from './port-closed-between-nodes.ts';
import { slurmUnreachable } from './slurm-unreachable.ts';
import { timeLimitTooShort } from './time-limit-too-short.ts';

export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  slurmUnreachable,
  partitionUnknown,
  clusterTooSmall,
  jobNotAccepted,
  timeLimitTooShort,
  folderNotShared,
  pathNotOnNode,
  nodesDiffer,
  portClosedBetweenNodes,
  allReduceFailing,
];
