/** What is known about the host. A fact that could not be read says why; it is never taken for good news. */

/** A fact, or the reason why it is not known. */
export type Fact<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** Why a fact is not known when the launch it belongs to was not described: no reproach to the host. */
export const NOT_ASKED = 'not asked: it belongs to one run, and `sft --dry-run` asks';

/** One GPU as nvidia-smi reports it; memory in MiB. */
export interface Gpu {
  readonly index: number;
  readonly name: string;
  readonly memoryTotalMiB: number;
  readonly memoryUsedMiB: number;
}

/** The engine found in its own interpreter. Versions are `undefined` where a package is not installed. */
export interface EngineInstall {
  /** Path of the program that starts it. */
  readonly program: string;
  /** The interpreter it runs in. */
  readonly python: string;
  readonly pythonVersion: string;
  readonly version: string;
  readonly packages: Readonly<Record<string, string>>;
}

/** Everything checks may read, whatever trains there; an engine's own facts stand beside these under names of its own. */
export interface HostFacts {
  readonly engine: Fact<EngineInstall>;
  /** Whether an engine is there at all; unlike `engine`, its absence is knowledge here. */
  readonly engineLookup: Fact<{ readonly found: boolean; readonly why?: string }>;
  /** `python` on PATH, which launch scripts call, and the engine it would import. */
  readonly pathPython: Fact<{ readonly path: string; readonly engineVersion?: string }>;
  /** How the question to nvidia-smi ended; launchers ask the same question. */
  readonly nvidiaSmi: Fact<{
    readonly outcome: 'answered' | 'absent' | 'failed' | 'timed-out';
    readonly detail: string;
  }>;
  /** The visible GPUs (CUDA_VISIBLE_DEVICES applied); an empty list means: nvidia-smi says none. */
  readonly gpus: Fact<readonly Gpu[]>;
  /** Ports of the plan that something already listens on. */
  readonly busyPorts: Fact<readonly number[]>;
  /** Paths of the programs that the engine calls by name, `undefined` where one is not on PATH. */
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
  /** Names of the network interfaces by which others reach this host; without the loopback. */
  readonly networkInterfaces: Fact<readonly string[]>;
}

/** A fact by its name, the engine's own ones too; one that nobody has asked for is not known. */
export function factNamed(facts: HostFacts, name: string): Fact<unknown> {
  const fact = (facts as unknown as Readonly<Record<string, Fact<unknown> | undefined>>)[name];
  return fact ?? { ok: false, reason: `${name} was not asked for` };
}
