/** What an engine is asked before a launch: its config, what is wrong with it, and what would be executed. */
import type { ResolvedConfig, Setting } from '../config/layers.ts';
import type { TomlTable, TomlValue } from '../config/value.ts';
import type { Finding, FindingKind, Origin, Report, SayingKind } from '../findings/finding.ts';
import type { Engine, Launched } from './engine.ts';
import type { DataKeys } from './run-keys.ts';
import type { DataFacts, MemoryFormula, RunSizes, StepsReport } from './sizing.ts';

/** What tells one run from another. */
export interface RunPlace {
  readonly id: string;
  readonly cwd: string;
  /** The folder of its record. */
  readonly folder: string;
  /** Free TCP ports, by the names that the engine gives them. */
  readonly ports: Readonly<Record<string, number>>;
}

/** The settings of this very run, and where it writes. */
export interface OwnSettings {
  readonly settings: readonly Setting[];
  /** The folder that was given as output, which a run locks. */
  readonly outputRoot: string;
  /** The engine's own folder below it. */
  readonly outputDir: string;
}

/** What was changed to suit a version. */
export interface Translation {
  readonly key: string;
  readonly to?: string;
  readonly why: string;
}

/** The config as a version gets it, and its optimizer steps, where they can be told. */
export interface Rendered {
  readonly config: TomlTable;
  readonly translations: readonly Translation[];
  readonly steps?: number;
}

/** What is known beside the config when it is judged for a launch. */
export interface LaunchContext {
  readonly cwd: string;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Architecture of the model, and what says so. */
  readonly family?: { readonly name: string; readonly evidence: string };
  /** The model named in the config and, for a local folder, what is wrong with it. */
  readonly model?: { readonly name: string; readonly problem?: string };
  /** Versions the preset is meant for. */
  readonly presetEngines?: readonly string[];
  readonly samples?: number;
  readonly plannedSteps?: number;
  /** Tokens of the longest sample, where they were counted. */
  readonly longest?: { readonly tokens: number; readonly exact: boolean };
  /** The entry script: a path, or `none`. */
  readonly script: string;
  /** Several nodes of a cluster, and the GPUs that were asked for on each of them. */
  readonly nodes?: number;
  readonly gpus?: number;
}

/** A program of a run on several nodes, in place of the launcher; `{head}` in it is the first node's address, `{node}` the index of its own. */
export interface NodeRole {
  readonly name: string;
  readonly on: 'first' | 'each';
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The command of a daemon of it that hides its environment, as an extended regular expression that does not match its own text. */
  readonly hidden?: string;
}

/** What a launch is made of beside the config. */
export interface LaunchRequest extends RunPlace {
  /** The run's folder at a path that a shell takes as one word. */
  readonly safe: string;
  readonly script?: string;
  /** Nodes of a cluster, where it is not this host that runs it. */
  readonly nodes?: number;
}

/** What is known beside a file that is only looked at. */
export interface LookContext extends Pick<LaunchContext, 'family' | 'model'> {
  /** The file's name, for what is said of all of it. */
  readonly file: string;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Where the run would be started. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** GPUs that there are, and nodes, where that was said. */
  readonly gpus?: number;
  readonly nodes?: number;
  readonly samples?: number;
  readonly script?: string;
  /** Runs that are in the output folder already. */
  readonly outputRuns?: readonly string[];
}

/** What an engine would do with a file as it stands. */
export interface Look extends Report {
  /** The version that it was looked at for. */
  readonly engine: Engine;
  /** What is said after all that is wrong: for which trainer and version it was taken. */
  readonly notes: readonly Finding[];
  /** The file is another program's, which the one finding says; nothing else of it was looked at. */
  readonly foreign?: true;
  /** The values after the engine's own conversion and defaults, where it takes the file and they can be told. */
  readonly effective?: unknown;
  /** Whether its own classes take it. */
  readonly accepts: boolean;
  /** Dotted keys that it ignores. */
  readonly dropped: readonly string[];
  readonly planned: { readonly gpus: number; readonly steps?: number };
}

/** Something that is made once before a run, and is there already for the next. */
export interface Stage {
  readonly name: string;
  /** The folder that it makes. */
  readonly makes: string;
  readonly argv: readonly string[];
  /** Bytes on disk afterwards, where that is known. */
  readonly bytes?: number;
}

/** What only the engine can say of a launch. */
export interface EngineLaunch extends Pick<Launched, 'savingRanks' | 'ports' | 'expects'> {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Beginnings of names of variables that must not be inherited. */
  readonly withheld: readonly string[];
  readonly gpus: number;
  /** What the launch makes first, since it is not there yet. */
  readonly stages?: readonly Stage[];
  /** What each node runs, where nodes were asked for. */
  readonly roles?: readonly NodeRole[];
  /** Whole checkpoints that stay while the run trains, where the engine removes none itself and the config says so. */
  readonly keeps?: number;
}

/** Samples by the media that they have, and what decides how they are batched. */
export interface MixedMedia {
  /** `pictures`, `clips`, `pictures and clips`, `text alone`. */
  readonly kinds: ReadonlyMap<string, number>;
  /** `model_type` of the model. */
  readonly family?: string;
  /** The known version that is asked. */
  readonly engine?: string;
  readonly miniBatch: number;
  readonly ranks: number;
  /** The pixels of pictures are bounded. */
  readonly bounded: boolean;
}

/** What an engine's packers make of them: kinds of findings with their data. */
export type Packing = (
  media: MixedMedia,
) => ReadonlyArray<{ readonly kind: SayingKind<object>; readonly data: object }>;

/** What an engine's own keys say about reading data. */
export interface DataReading {
  /** Samples of one forward pass, and GPUs that pass at once. */
  readonly miniBatch: number;
  readonly ranks: number;
  /** The engine's own table of a dataset, and the column of the conversations in it. */
  readonly source: TomlTable;
  readonly column: string;
  /** The keys that name them, where there are some. */
  readonly keys?: DataKeys;
  /** Where the published script puts the clips of that dataset once they are extracted. */
  readonly prepared?: (env: Readonly<Record<string, string | undefined>>) => string;
  /** What goes wrong with samples of several kinds; absent where nothing is known to. */
  readonly packing?: Packing;
  /** How many processes read data, where the config says it, and the key that does. */
  readonly loader?: { readonly key: string; readonly workers: number };
  /** Whether validation is on, and where its data lies, where the engine itself says it. */
  readonly validation: { readonly enabled: boolean; readonly path?: TomlValue };
}

/** What a run saves: how often, how many of its saves stay, and how large each is. */
export interface Saving {
  readonly saves: number;
  /** Saves that are kept; below 0 all of them. */
  readonly keep: number;
  /** Bytes of one save, its export with it, for each parameter of the model. */
  readonly bytesPerParameter: number;
  /** Those of them that stay when a save goes. */
  readonly staysPerParameter?: number;
  /** Parameters of the model, where the config tells them without its files. */
  readonly parameters?: number;
}

/** A run of few steps with the memory of the whole one. */
export interface SmallRun {
  /** Samples of one step and of one pass, for each rank. */
  readonly batch: number;
  readonly miniBatch: number;
  readonly ranks: number;
  /** Steps until its end and validation. */
  readonly steps: number;
  /** The step after which it saves on the way: from there it is resumed. */
  readonly saves: number;
  readonly validates: boolean;
  /** The settings that make a run of so many steps. */
  settings(steps: number): Readonly<Record<string, TomlValue>>;
}

/** A further attempt at a run: where it writes, its ports, and the checkpoint that it goes on from. */
export interface AttemptPlace {
  readonly outputDir: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly resume?: string;
}

/** The sides of an engine that a run needs before its launch. */
export interface Planning {
  /** Names of the TCP ports that a run needs for itself. */
  readonly ports: readonly string[];
  /** Names of those that it needs beside on several nodes. */
  readonly nodePorts?: readonly string[];
  /** What decides memory and time, or `undefined` where a size is no number that can be used; absent where nobody has written it down. */
  sizes?(engine: Engine, config: TomlTable): RunSizes | undefined;
  /** What a run of such sizes takes of each GPU; absent where none was measured. */
  readonly memory?: MemoryFormula;
  /** The settings that make a run of other sizes. */
  sizeSettings?(sizes: Partial<RunSizes>): Readonly<Record<string, TomlValue>>;
  /** How often a run of so many training samples validates, where that can be told. */
  validations?(engine: Engine, config: TomlTable, samples: number | undefined): number | undefined;
  /** The steps that data gives, and what is wrong with them; absent where the config says how many, whatever the data is. */
  dataSteps?(engine: Engine, config: TomlTable, data: DataFacts): StepsReport;
  /** How a run is rehearsed, for so many training samples; absent where nobody has tried. */
  smallRun?(config: TomlTable, train: number): SmallRun;
  /** What a run of so many training samples saves; nothing where it saves nothing or that cannot be told. */
  saving?(engine: Engine, config: TomlTable, samples: number | undefined): Saving | undefined;
  ownSettings(place: RunPlace, config: TomlTable): OwnSettings;
  reading(config: TomlTable): DataReading;
  /** The key that says at how many tokens a sample is cut, where there is one. */
  readonly cutBy?: string;
  /** Tokens that a sample is cut at; infinite where nothing is cut. */
  tokenLimit(engine: Engine, config: TomlTable): number;
  /** The model that a config names; empty for none. */
  modelOf(config: TomlTable): string;
  render(engine: Engine, resolved: ResolvedConfig, samples: number | undefined): Rendered;
  /** What a launch would make first in this folder, since it is not there yet. */
  stages?(config: TomlTable, cwd: string): readonly Stage[];
  /** What `judge` and `look` can find. */
  readonly kinds: readonly FindingKind[];
  judge(engine: Engine, config: TomlTable, context: LaunchContext): Report;
  launch(config: TomlTable, request: LaunchRequest): EngineLaunch;
  /** Looks at a file for `check`; where no version is named, for the one that the file shows. Absent where nobody has written it down. */
  look?(engine: Engine | undefined, config: TomlTable, context: LookContext): Look;
  /** The reader of its files: Python's toml 0.10, or one of TOML 1.0. */
  readonly reads?: 'toml-0.10' | 'toml-1';
  /** The config of a further attempt; absent where the engine has no runs on several nodes. */
  attempt?(config: TomlTable, place: AttemptPlace): TomlTable;
}
