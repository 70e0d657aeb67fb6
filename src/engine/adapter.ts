/** What one folder `engine/NAME/` gives to the rest: the seam between cookbook-run and what trains. */
import type { TomlTable } from '../config/value.ts';
import type { FindingKind } from '../findings/finding.ts';
import type { HostRequirements } from '../host/requirements.ts';
import type { EditorNode } from './editor-node.ts';
import type { Engine, OutputLayout, Runtime, Weights } from './engine.ts';
import type { Objective } from './objective.ts';
import type { Planning } from './planning.ts';
import type { Presenting } from './presenting.ts';
import type { RunKeys } from './run-keys.ts';
import type { Setup } from './setup.ts';

/** Settings that we state for every version, since versions disagree on their defaults, and why each stands there. */
export interface Stated {
  readonly config: TomlTable;
  reason(key: string): string;
}

/** What an engine adds to the pages of kinds that every engine can find, by id: what was read or seen of it. */
export type SharedPages = Readonly<Record<string, Partial<FindingKind['docs']>>>;

/** What an engine can find, by who asks it. */
export interface EngineKinds {
  /** About the settings of a config: those of its `Planning`. */
  readonly settings: readonly FindingKind[];
  /** About what a run optimises: those of its `Objective`. */
  readonly objective: readonly FindingKind[];
  /** About a host, a log and an ending. */
  readonly others: readonly FindingKind[];
  readonly pages: SharedPages;
}

/** What one folder `engine/NAME/` gives to the rest. What is heavy is loaded when it is asked for. */
export interface EngineAdapter {
  readonly name: string;
  /** Known versions, the oldest first. */
  readonly versions: readonly string[];
  /** The engine for a version text, or `undefined` if nothing known is near. */
  at(version: string): Engine | undefined;
  /** What lies below every config of this engine; absent where its defaults are left to it. */
  readonly stated?: Stated;
  readonly layout: OutputLayout;
  readonly keys: RunKeys;
  readonly weights: Weights;
  /** How many GPUs the workers of a config take. */
  gpus(config: TomlTable): number;
  /** A word that stands in every file that it owns; absent where it owns none. */
  readonly sign?: string;
  /** Whether a file is surely a config of this engine, by its shape. */
  owns(config: TomlTable): boolean;
  /** The version on PATH, as far as names of files tell it, no program being started; absent where they never do. */
  installed?(io: { readonly env: Readonly<Record<string, string | undefined>> }): Promise<string | undefined>;
  /** What a host must have to run it. */
  host(): Promise<HostRequirements>;
  /** What it may call a module of a model's files in an adapter that it writes; absent where it writes none. */
  moduleNames?(module: string, modelType: string): readonly string[];
  planning(): Promise<Planning>;
  /** What its runs can learn; absent where nobody has written it down: then the verdict says so. */
  objective?(): Promise<Objective>;
  presenting(): Promise<Presenting>;
  runtime(): Promise<Runtime>;
  /** What a version needs around it; absent where nobody has written it down. */
  setup?(version: string): Promise<Setup>;
  /** A JSON Schema of its config for editors; absent where nobody has written it down. */
  editorSchema?(engine: Engine): Promise<EditorNode>;
}
