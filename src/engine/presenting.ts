/** What an engine is asked where configs are shown, copied and compared, without a run. */
import type { ResolvedConfig } from '../config/layers.ts';
import type { TomlTable } from '../config/value.ts';
import type { Finding } from '../findings/finding.ts';
import type { Engine } from './engine.ts';
import type { Rendered } from './planning.ts';

/** A config as a version gets it, and the settings of the user's that it would not take. */
export interface Previewed extends Rendered {
  readonly findings: readonly Finding[];
}

/** What the values of a key may be, by TOML's kinds; of a list also its members'. */
export interface KeyKinds {
  readonly kinds: readonly string[];
  readonly items?: readonly string[];
}

/** The settings that a preset of a team may have. */
export interface Declaring {
  /** The version that has them. */
  readonly version: string;
  /** All of them, dotted. */
  keys(): readonly string[];
  /** `undefined` for what is none of them. */
  kindsOf(key: string): KeyKinds | undefined;
  /** The versions that train a model of this family. */
  versionsFor(family: string | undefined): readonly string[];
}

/** The sides of an engine that showing its configs needs. */
export interface Presenting {
  readonly declaring: Declaring;
  preview(engine: Engine, resolved: ResolvedConfig): Previewed;
  /** With what a file needs beside, so that the engine takes it as it lies there. */
  standalone(config: TomlTable, name: string): TomlTable;
  /** Comments on a key, each a sentence or two. */
  about(engine: Engine, key: string): readonly string[];
  /** What a missing key means, where the engine's schema says it. */
  standard(engine: Engine, key: string): unknown;
  /** Optimizer steps for so many training samples, where they can be told. */
  steps(engine: Engine, config: TomlTable, samples: number): number | undefined;
}
