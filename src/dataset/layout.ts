/** What a data layout is to the rest of the program: which key names it, which settings it has, how it is read. */
import type { Notes } from './finding-collector.ts';
import type { OptionRule } from './option-rules.ts';
import type { DatasetRequest } from './request.ts';
import type { MediaReading } from './sample.ts';

/**
 * Reads one root of a layout: the training data, or the validation data of their own. What is wrong goes to `notes`,
 * and so do the numbers of media and labels (`notes.count`). A heavy library is imported before the first sample, so that no sample costs a promise.
 */
type LayoutReader = (root: string, request: DatasetRequest, notes: Notes) => MediaReading;

/** What decides where a root lies. */
export type DataPlace = Pick<DatasetRequest, 'source' | 'cwd' | 'env'>;

/** One layout; its entry script declares the same in templates/entry/cookbook_entry. */
export interface LayoutDefinition {
  /** Dotted key below [custom] that names the data, which `--dataset` sets; absent where it is the engine's own. */
  readonly rootKey?: string;
  /** The key must be an absolute path: it is the engine's own, and nothing of ours resolves it. */
  readonly absolute?: boolean;
  /** Where a root lies that may be named otherwise than by a path; the name itself where it is nowhere. */
  readonly locate?: (name: string, place: DataPlace) => string;
  /** What to type to get a root that is not there. */
  readonly fetch?: (request: DatasetRequest) => readonly string[];
  /** The data is one file, a folder, or either. */
  readonly root: 'folder' | 'file' | 'either';
  /** Keys of `[custom.dataset]`; a key that is not here is refused, by the entry script too. */
  readonly options: Readonly<Record<string, OptionRule>>;
  /** Whether every file a report rests on is seen by `notes.files`, so that the report may be kept until one changes. */
  readonly witnessed: boolean;
  readonly read: LayoutReader;
}
