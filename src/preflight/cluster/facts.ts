/** What is known about a cluster before a job is handed in. A fact that could not be read says why. */
import type { Fact, HostFacts } from '../../host/facts.ts';

/** Nodes of one partition that are alike. */
export interface NodeGroup {
  readonly nodes: number;
  /** GPUs of each by the name of their resource: `gpu`, `gpu:h100`. */
  readonly gpus: ReadonlyArray<{ readonly gres: string; readonly count: number }>;
  /** As `sinfo` calls it: idle, mixed, down … */
  readonly state: string;
}

/** One partition. */
export interface Partition {
  readonly name: string;
  /** The one that jobs get which name none. */
  readonly standard: boolean;
  readonly up: boolean;
  /** Seconds; absent where there is no limit. */
  readonly limit?: number;
  /** What a job gets that asks for none; absent where that is the partition's own limit. */
  readonly standardLimit?: number;
  readonly groups: readonly NodeGroup[];
}

/** What `sbatch --test-only` said of the very script. */
export interface TestOnly {
  readonly accepted: boolean;
  /** Slurm's words. */
  readonly said: string;
  /** When it would start, where it was accepted. */
  readonly start?: string;
}

/** What one node sees of the paths of a run. */
export interface NodeSight {
  readonly node: string;
  /** Whether it reads the file that was written here, with its content. */
  readonly marker: boolean;
  readonly missing: readonly string[];
}

/** A port of the first node, as another node reached it. */
export interface Link {
  /** What the engine calls the port. */
  readonly name: string;
  readonly port: number;
  readonly ok: boolean;
  readonly why?: string;
}

/** One sum over all ranks. */
export interface AllReduce {
  readonly backend: string;
  /** Why it failed; then nothing was measured. */
  readonly failed?: string;
  readonly ranks: number;
  readonly bytes: number;
  /** Of one pass, the mean of several. */
  readonly seconds: number;
}

/** What a node found out about itself and about the way to the first one. */
export interface NodeReport {
  readonly node: string;
  /** 0 for the first one. */
  readonly index: number;
  /** The version of the GPUs' driver. */
  readonly driver?: string;
  readonly facts: HostFacts;
  readonly links: readonly Link[];
  readonly reduce: Fact<AllReduce>;
}

/** Everything that checks of a cluster may read. */
export interface ClusterFacts {
  /** Whether Slurm answers here at all; its absence is knowledge. */
  readonly slurm: { readonly answers: boolean; readonly why: string };
  readonly partitions: Fact<readonly Partition[]>;
  readonly testOnly: Fact<TestOnly>;
  readonly sight: Fact<readonly NodeSight[]>;
  /** What the nodes say of themselves, the first one first. */
  readonly nodes: Fact<readonly NodeReport[]>;
}

/** A path that every node must find under the same name. */
export interface SharedPath {
  readonly path: string;
  /** What it is, in words: the model, the dataset. */
  readonly what: string;
}

/** What a job asks of the cluster, and what is known of its run. */
export interface ClusterNeed {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly partition?: string;
  /** Name of the GPU resource; `gpu` where none was named. */
  readonly gres?: string;
  /** The time limit that is asked for, as it is written. */
  readonly time?: string;
  /** Seconds before the limit at which the job is asked for its checkpoint. */
  readonly signalSeconds: number;
  readonly maxRequeues: number;
  /** Seconds that the run is estimated to take, and each of its saves. */
  readonly seconds?: number;
  readonly saveSeconds?: number;
  /** How long a stop waits for its checkpoint. */
  readonly stopSeconds: number;
  /** Whether the run writes checkpoints, from which it could go on in another job. */
  readonly checkpoints: boolean;
  /** The folder whose files every node must see: that of the run. */
  readonly folder: string;
  readonly paths: readonly SharedPath[];
}
