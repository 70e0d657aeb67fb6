/** What a folder or file may be: a layout of ours with what speaks for it, or the form of another program. */
import type { TomlValue } from '../../config/value.ts';
import type { DataKeys } from '../../engine/run-keys.ts';
import type { Layout } from '../../recipe/recipe.ts';

/** One layout that fits. */
export interface Candidate {
  readonly layout: Layout;
  /** What the key of the layout would name. */
  readonly root: string;
  /** What speaks for it, each a short sentence. */
  readonly why: readonly string[];
  /** Settings that the layout needs here beside its root. */
  readonly settings: Readonly<Record<string, TomlValue>>;
  /** What the engine's own table of a dataset must say here. */
  readonly source?: Readonly<Partial<Record<keyof DataKeys, string>>>;
  /** Larger for what is more special; equal ones cannot be told apart. */
  readonly weight: number;
}

/** Data that no layout reads, and how to make some that one does. */
export interface ForeignForm {
  readonly path: string;
  readonly what: string;
  readonly fix: string;
}

/** What was found at a path, the best candidate first. */
export interface Found {
  readonly path: string;
  /** Why nothing could be looked at. */
  readonly problem?: string;
  readonly candidates: readonly Candidate[];
  readonly foreign: readonly ForeignForm[];
}
