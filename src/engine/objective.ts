/** What an engine is asked about what a run of it optimises: the verdict is made from the answers, and knows no engine. */
import type { FamilyId, FamilyKind } from '../checkpoint/family/table.ts';
import type { TomlTable } from '../config/value.ts';
import type { Finding, Report } from '../findings/finding.ts';
import type { ObjectiveFinding } from '../findings/objective-kind.ts';
import type { Engine } from './engine.ts';

/** What a tensor is for: the rows of a table that a person would draw by hand. */
export type Role =
  | 'vision encoder'
  | 'vision projector'
  | 'token embedding'
  | 'language model'
  | 'output head'
  | 'trajectory decoder'
  | 'action head'
  | 'diffusion transformer'
  | 'autoencoder'
  | 'text encoder'
  | 'adapter'
  | 'other';

/** The module that a tensor belongs to. */
export interface Belonging {
  readonly module: string;
  readonly role: Role;
}

/** What a trainer's loss is computed from. */
export type Loss = 'tokens' | 'actions' | 'diffusion' | 'none';

/** What of a model decides whether a trainer can train it. */
export interface ModelSigns {
  readonly family?: {
    readonly id: FamilyId;
    readonly kind: FamilyKind;
    readonly title: string;
    readonly evidence: string;
  };
  /** The class that a diffusers pipeline names. */
  readonly pipeline?: string;
}

/** Whether a loss reaches a module at all, before any setting freezes some of it; `idle`: loaded, but not optimised. */
export interface Reach {
  readonly reach: 'reached' | 'idle' | 'unreachable';
  readonly why: string;
}

/** Decides for every role of a model's modules. */
export type Decide = (role: Role) => Reach;

/** One parameter, under the name that the engine has for it. */
export interface Parameter extends Belonging {
  /** As `named_parameters()` of the engine's model says it. */
  readonly name: string;
  readonly elements?: number;
  readonly linear: boolean;
}

/** The parameters, and what they were told from. */
export interface Parameters {
  readonly list: readonly Parameter[];
  readonly evidence: string;
  /** False where `list` may lack some: then `matches nothing` cannot be said. */
  readonly whole: boolean;
}

/** How an engine calls parameters; those with one `id` call them alike. */
export interface ParameterNames {
  readonly id: string;
  of(tensor: string, modelType: string): string;
}

/** One entry of a pattern, map or target list, and how many names it met. */
export interface Match {
  readonly key: string;
  readonly entry: string;
  readonly count: number;
  /** Set where the entry is not a regular expression that can be tried here. */
  readonly unreadable?: string;
}

/** The fate of one parameter. */
export interface Fate {
  readonly trained: boolean;
  /** A LoRA adapter beside it is trained. */
  readonly adapted: boolean;
  /** The setting that decided. */
  readonly by: string;
}

/** Which parameters the settings of a run choose. */
export interface Selection {
  readonly fates: ReadonlyMap<string, Fate>;
  readonly matches: readonly Match[];
}

type ModuleState = 'trained' | 'frozen' | 'absent' | 'unreachable';

/** One row of the table; `parameters` is missing where no shape is known. */
export interface Module {
  readonly name: string;
  readonly role: Role;
  readonly parameters?: number;
  /** Of these, how many are trained themselves (adapters beside them not counted). */
  readonly trained?: number;
  readonly state: ModuleState;
  /** The evidence, as a clause. */
  readonly why: string;
}

/** The rows, and how the run's patterns met the parameters. */
export interface Trained {
  readonly modules: readonly Module[];
  readonly matches: readonly Match[];
  /** What the parameters were told from; missing where nothing tells them. */
  readonly parameters?: Parameters;
}

/** One run as its engine reads it out of a config: what it optimises, and what of a model it trains. */
export interface RunObjective {
  /** Two runs with one key train the same of a model. */
  readonly key: string;
  /** As a sentence begins with it: `This Reason SFT run`. */
  readonly title: string;
  /** As the engine registers it. */
  readonly trainer: string;
  /** Missing where only an entry script could say. */
  readonly loss?: Loss;
  /** What it minimises, as a clause. */
  readonly optimises: string;
  /** Whether text tokens may get a gradient, as far as is known. */
  readonly onText: boolean;
  /** Whether it is the plain fine-tune on text that a person would otherwise be sent to. */
  readonly plain: boolean;
  /** `custom` where the user's own script builds data, models or trainers: then nothing is certain. */
  readonly entry: 'stock' | 'custom';
  /** Whether adapters beside the weights are trained. */
  readonly adapters: boolean;
  /** What settles the question, whatever the model is: it trains nothing and does not mean to, or is not run from here. */
  readonly settles?: {
    readonly finding: Finding /** The first line of the answer, where the stock one would mislead. */;
    readonly text?: string;
  };
  /** What its weights are of, where the model's own name is only that of an architecture. */
  readonly weightsOf?: { readonly id: FamilyId; readonly title: string };
  /** What is wrong with the trainer itself, whatever the model is. */
  readonly trouble: readonly Finding[];
  /** What is known of it beside. */
  readonly notes: readonly Finding[];
  readonly names: ParameterNames;
  reach(model: ModelSigns): Decide;
  select(parameters: readonly Parameter[]): Selection;
  /** Findings about the settings that choose parameters. */
  ofSettings(trained: Trained): Report;
  /** The settings with which the engine trains a model, where it does. */
  settingsFor(model: ModelSigns): string | undefined;
  /** Dotted keys that the engine reads nowhere. */
  unread(): readonly string[];
}

/** What is known of a run beside its config. */
export interface BesideConfig {
  readonly engine: Engine;
  /** The user's own entry script; ours and none at all are not given. */
  readonly script?: string;
}

/** A config that another program is to be given. */
export interface OtherConfig {
  readonly finding: Finding;
  /** The first lines of the answer. */
  readonly text: string;
  readonly why: string;
}

/** What stands for a run where no config is given, so that a checkpoint or a goal can be judged alone. */
interface StockRun {
  readonly config: TomlTable;
  /** Where these settings come from, in words. */
  readonly source: string;
  /** The model where none is named. */
  readonly model: string;
}

/** What of an engine shows that a statement about its runs is so, each as a clause. */
interface Shown {
  /** That its loss is of the text of answers. */
  readonly textLoss: string;
  /** That nothing but the text of labels reaches it. */
  readonly labels: string;
  /** That a script of the user's may bring another loss. */
  readonly script: string;
}

/** The side of an engine that says what its runs can learn. */
export interface Objective {
  /** The keys that name the model and the trainer. */
  readonly keys: { readonly model: string; readonly trainer: string };
  /** What only this engine's runs are told. */
  readonly kinds: ReadonlyArray<ObjectiveFinding<object>>;
  /** Tables below [custom] that are read: by the engine, or by what we put around it. */
  readonly read: readonly string[];
  /** True where a key that the engine does not have is refused; else it is dropped without a word. */
  readonly refusesKeys?: true;
  readonly stock: StockRun;
  readonly shows: Shown;
  modelOf(config: TomlTable): string | undefined;
  /** Weights that are taken in the place of the model's own, and the key that names them. */
  weightsOf(config: TomlTable): { readonly key: string; readonly path: string } | undefined;
  /** The labels that a config names. */
  labelsOf(config: TomlTable): string | undefined;
  runOf(config: TomlTable, context: BesideConfig): RunObjective;
  /** Set where the config is none of this engine's; `unjudged` where only another launcher of it is to be taken. */
  otherOf?(config: TomlTable): OtherConfig | 'unjudged' | undefined;
}
