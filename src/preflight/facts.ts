/** What is known about the host. A fact that could not be read says why; it is never taken for good news. */

/** A fact, or the reason why it is not known. */
export type Fact<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

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
  /** Path and version (`7.0.15`) of redis-server; of redis-cli only the path. */
  readonly redisServer: Fact<{ readonly path: string; readonly version: string }>;
  readonly redisCli: Fact<{ readonly path: string }>;
  /** The visible GPUs (CUDA_VISIBLE_DEVICES applied); an empty list means: nvidia-smi says none. */
  readonly gpus: Fact<readonly Gpu[]>;
  /** Ports of the plan that something already listens on. */
  readonly busyPorts: Fact<readonly number[]>;
  /** Whether the folder /opt exists (redis' working folder), and the fixed redis log can be written. */
  readonly optFolder: Fact<boolean>;
  readonly redisLog: Fact<{ readonly path: string; readonly writable: boolean }>;
  /** Whether `python`, `bash` and `torchrun` are on PATH, as the engine's shell scripts call them by name. */
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
  /** LEPTON_* variables that switch the launcher into another mode. */
  readonly leptonVariables: Fact<readonly string[]>;
}
