/** What a folder written by `Dataset.save_to_disk` says about itself, read as `load_from_disk` reads it (datasets 5.2). */
import { join, resolve } from 'node:path';
import { isObject, textsAt, valueAt } from '../json/object.ts';
import type { Notes } from './finding-collector.ts';
import { datasetEmpty } from './findings/place.ts';
import { savedDatasetInvalid, savedIndicesIgnored } from './findings/saved.ts';
import { readJson } from './json/read-json.ts';
import { typeName } from './json/shape.ts';

/** The files of a saved dataset, and the columns they should have. */
export interface SavedDataset {
  readonly shards: readonly string[];
  /** Names in `dataset_info.json`; `undefined` where it names none. */
  readonly features?: readonly string[];
  /** Columns that the saved format names. */
  readonly formatted: readonly string[];
}

/** What `load_from_disk` asks for by name, so that it must be there even where it is null. */
const STATE_KEYS = [
  '_data_files',
  '_fingerprint',
  '_format_columns',
  '_format_kwargs',
  '_format_type',
  '_output_all_columns',
  '_split',
];
const SPLIT = /^\w+(?:\.\w+)*(?:\[.*\])?$/;

/** Something that is to be an object in a JSON file of the folder. */
function objectIn(root: string, name: string, notes: Notes): Readonly<Record<string, unknown>> | undefined {
  const path = join(root, name);
  const read = readJson(path, notes.files.witness);
  if (read.ok && isObject(read.value)) return read.value;
  const why = read.ok ? `it is ${typeName(read.value)}, not an object` : read.why;
  notes.add(savedDatasetInvalid, path, { problem: `cannot be read: ${why}` });
  return undefined;
}

/** Says what the folder is instead; true where that is plain. */
function isOther(root: string, notes: Notes): boolean {
  const lacks = ['dataset_info.json', 'state.json'].filter((name) => !notes.files.exists(join(root, name)));
  const dict = join(root, 'dataset_dict.json');
  if (lacks.length === 0) return false;
  if (notes.files.exists(dict)) {
    const read = readJson(dict, notes.files.witness);
    const splits = read.ok ? textsAt(read.value, 'splits') : [];
    notes.add(savedDatasetInvalid, root, { problem: 'is a DatasetDict, not a Dataset', splits });
    return true;
  }
  let names: readonly string[] = [];
  try {
    names = notes.files.names(root);
  } catch (error) {
    notes.add(savedDatasetInvalid, root, {
      problem: `cannot be listed: ${(error as NodeJS.ErrnoException).code}`,
    });
    return true;
  }
  const parquet = names.some((name) => name.endsWith('.parquet'));
  notes.add(savedDatasetInvalid, root, { problem: `has no ${lacks.join(' and no ')}`, parquet });
  return true;
}

function shardsOf(state: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const files = state['_data_files'];
  if (!Array.isArray(files)) return undefined;
  const names = files.map((file) => valueAt(file, 'filename'));
  return names.every((name): name is string => typeof name === 'string' && name !== '') ? names : undefined;
}

/** Reads the folder; nothing after a note about what is wrong with it. */
export function readSavedDataset(root: string, notes: Notes): SavedDataset | undefined {
  if (isOther(root, notes)) return undefined;
  const state = objectIn(root, 'state.json', notes);
  const info = objectIn(root, 'dataset_info.json', notes);
  if (state === undefined || info === undefined) return undefined;
  const path = join(root, 'state.json');
  const invalid = (problem: string): undefined =>
    notes.add(savedDatasetInvalid, path, { problem }) as undefined;
  const lacks = STATE_KEYS.filter((key) => !Object.hasOwn(state, key));
  if (lacks.length > 0) return invalid(`lacks ${lacks.join(', ')}`);
  const split = state['_split'];
  if (split !== null && !(typeof split === 'string' && SPLIT.test(split)))
    return invalid(`has the split ${JSON.stringify(split).slice(0, 60)}`);
  const shards = shardsOf(state);
  if (shards === undefined) return invalid('does not name its files in _data_files');
  if (shards.length === 0) {
    notes.add(datasetEmpty, root, {});
    return undefined;
  }
  const indices = ['_indices_files', '_indices_data_files'].some((key) => {
    const files = state[key];
    return Array.isArray(files) && files.length > 0;
  });
  if (indices) notes.add(savedIndicesIgnored, path, {});
  const features = info['features'];
  return {
    shards: shards.map((name) => resolve(root, name)),
    ...(isObject(features) ? { features: Object.keys(features) } : {}),
    formatted: textsAt(state, '_format_columns'),
  };
}
