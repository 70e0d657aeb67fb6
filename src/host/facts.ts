/** What is known about the host. A fact that could not be read says why; it is never taken for good news. */

/** A fact, or the reason why it is not known. */
export type Fact<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** Why a fact is not known when the launch it belongs to was not described: no reproach to the host. */
export const NOT_ASKED = 'not asked: no preset was given';

/** One GPU as nvidia-smi reports it; memory in MiB. */
export interface Gpu {
  readonly index: number;
  readonly name: string;
  readonly memoryTotalMiB: number;
  readonly memoryUsedMiB: number;
}

/** The engine found in its own interpreter. Versions are `undefined` where a package is not installed. */
export interface EngineInstall {
  /** Path of the `cosmos-rl` program. */
  readonly program: string;
  /** The interpreter it runs in. */
  readonly python: string;
  readonly pythonVersion: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, string>>;
}

/** Everything checks may read. */
export interface HostFacts {
  readonly engine: Fact<EngineInstall>;
  /** Whether an engine is there at all; unlike `engine`, its absence is knowledge here. */
  readonly engineLookup: Fact<{ readonly found: boolean; readonly why?: string }>;
  /** `python` on PATH, which the engine's shell scripts call, and the engine it would import. */
  readonly pathPython: Fact<{ readonly path: string; readonly engineVersion?: string }>;
  /** Path and version (`7.0.15`) of redis-server; of redis-cli only the path. */
  readonly redisServer: Fact<{ readonly path: string; readonly version: string }>;
  readonly redisCli: Fact<{ readonly path: string }>;
  /** COSMOS_REDIS_NO_TLS: the engine (0.4.4 and later) leaves out a line that Redis 5 does not know. */
  readonly redisNoTls: Fact<boolean>;
  /** How the question to nvidia-smi ended; the launcher asks the same question. */
  readonly nvidiaSmi: Fact<{
    readonly outcome: 'answered' | 'absent' | 'failed' | 'timed-out';
    readonly detail: string;
  }>;
  /** The visible GPUs (CUDA_VISIBLE_DEVICES applied); an empty list means: nvidia-smi says none. */
  readonly gpus: Fact<readonly Gpu[]>;
  /** Ports of the plan that something already listens on. */
  readonly busyPorts: Fact<readonly number[]>;
  /** Whether the folder /opt exists (redis' working folder), and the fixed redis log can be written. */
  readonly optFolder: Fact<boolean>;
  readonly redisLog: Fact<{ readonly path: string; readonly writable: boolean }>;
  /** Paths of the programs that the engine calls by name, see `PROGRAMS` in probe/program-path.ts. */
  readonly programs: Fact<Readonly<Record<string, string | undefined>>>;
  /** The output folder: its nearest existing parent, whether we may write there, and its free bytes. */
  readonly output: Fact<{
    readonly path: string;
    readonly existingParent: string;
    readonly writable: boolean;
    readonly freeBytes: number;
  }>;
  /** Free bytes and total bytes of /dev/shm. */
  readonly sharedMemory: Fact<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** Paths that the engine puts unquoted into shell commands: script, temporary folder, install prefix. */
  readonly shellPaths: Fact<readonly string[]>;
  /** Names of the network interfaces by which others reach this host; without the loopback. */
  readonly networkInterfaces: Fact<readonly string[]>;
  /** LEPTON_* variables that switch the launcher into another mode. */
  readonly leptonVariables: Fact<readonly string[]>;
}
