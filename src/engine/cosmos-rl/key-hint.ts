/** What a key that the engine drops was probably meant to be. */
import { editDistance } from '../../findings/nearest.ts';
import { bare, foreignKey } from './foreign-keys.ts';
import { VALIDATION_KEYS } from './render-for-version.ts';
import { keysOf } from './schema/keys.ts';
import { KNOWN_VERSIONS, type KnownVersion } from './versions.ts';

/** Why a key is not known here. */
type HintKind = 'quoted' | 'other-version' | 'other-trainer' | 'wrong-table' | 'foreign' | 'typo' | 'unknown';

export interface KeyHint {
  readonly kind: HintKind;
  /** The key it should be. */
  readonly to?: string;
  /** A clause that says where the key comes from. */
  readonly note?: string;
  /** True where the value can be moved to `to` as it is. */
  readonly movable: boolean;
  /** True where no version reads the key, so that it can go. */
  readonly obsolete?: boolean;
}

/** Keys that were renamed between versions, both ways (policy/config/__init__.py; git history). */
const RENAMES: ReadonlyMap<string, string> = new Map([
  ...VALIDATION_KEYS.flatMap(([now, old]) => [[now, old] as const, [old, now] as const]),
  ['rollout.val_batch_size', 'validation.batch_size'],
]);
const RENAMED_TABLES: ReadonlyArray<readonly [string, string]> = [
  ['policy.diffusers_config', 'policy.diffusers'],
  ['policy.diffusers', 'policy.diffusers_config'],
];
/** Keys that no version reads any more, with what replaced them. */
const OBSOLETE: ReadonlyMap<string, string> = new Map([
  ['policy.parallelism.cp_rotate_method', 'no version from 0.2.6 on reads it: remove it'],
]);

function renamed(path: readonly string[], keys: ReturnType<typeof keysOf>): string | undefined {
  const key = path.join('.');
  const direct = RENAMES.get(key);
  if (direct !== undefined && keys.has(direct)) return direct;
  const table = RENAMED_TABLES.find(([from]) => key === from || key.startsWith(`${from}.`));
  const moved = table === undefined ? undefined : key.replace(table[0], table[1]);
  return moved !== undefined && keys.has(moved) ? moved : undefined;
}

/** Versions, other than `version`, that have the key. */
function elsewhere(key: string, version: KnownVersion): readonly KnownVersion[] {
  return KNOWN_VERSIONS.filter((other) => other !== version && keysOf(other).has(key));
}

type Keys = readonly string[];

const lastOf = (key: string) => key.split('.').at(-1) ?? '';
const parentOf = (key: string) => key.split('.').slice(0, -1).join('.');

/** Tables that repeat the names of others, and are rarely what an unknown key was meant for. */
const MINOR = /^(rollout|distillation|vla|validation|profiler|policy\.diffusers)\b/;

/** Names that many tables have: they mean the same only in a table of the same name. */
const GENERIC = new Set([
  'name',
  'type',
  'enable',
  'r',
  'split',
  'seed',
  'dtype',
  'mode',
  'level',
  'freq',
  'backend',
  'algo',
  'offload',
  'solver',
  'sample',
  'lora',
  'dataset',
  'weight',
  'scale',
  'subset',
  'revision',
  'temperature',
  'custom',
]);

function sameTable(path: readonly string[], key: string): boolean {
  const here = path.at(-2) ?? '';
  const there = key.split('.').at(-2) ?? '';
  return here !== '' && there !== '' && (here.startsWith(there) || there.startsWith(here));
}

/** The key with the same last part in another table; of several the one that shares most of the path. */
function inOtherTable(path: readonly string[], keys: Keys): string | undefined {
  const shared = (key: string) => key.split('.').findIndex((part, index) => part !== path[index]);
  return keys
    .filter((key) => lastOf(key) === path.at(-1) && (!GENERIC.has(lastOf(key)) || sameTable(path, key)))
    .sort((a, b) => shared(b) - shared(a) || a.length - b.length)[0];
}

/** Edits that still make a misspelling: one in a short word, more in a long one. */
function closeTo(word: string, name: string): number | undefined {
  const distance = editDistance(bare(word), bare(name));
  return distance <= Math.min(3, Math.max(1, Math.floor(word.length / 4))) ? distance : undefined;
}

/** The nearest of `keys` by its last part. */
function nearestKey(word: string, keys: Keys): string | undefined {
  const near = keys
    .map((key) => [key, closeTo(word, lastOf(key))] as const)
    .filter((pair): pair is readonly [string, number] => pair[1] !== undefined);
  return near.sort((a, b) => a[1] - b[1])[0]?.[0];
}

/** The same word, or one that begins with the other: `freq` and `frequency`. */
function sameWord(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a)));
}

/** Words of `from` that `to` has not. */
function wordsMissing(from: readonly string[], to: readonly string[]): number {
  return from.filter((word) => !to.some((other) => sameWord(word, other))).length;
}

/** The key beside with the same words in another order or form, or with one word more or fewer. */
function reworded(word: string, beside: Keys): { readonly key: string; readonly same: boolean } | undefined {
  const words = word.toLowerCase().split('_');
  const rated = beside.flatMap((key) => {
    const other = lastOf(key).split('_');
    if (Math.max(words.length, other.length) < 2) return [];
    const differ = wordsMissing(words, other) + wordsMissing(other, words);
    const shared = words.length - wordsMissing(words, other);
    return differ === 0 || (differ === 1 && shared > 0) ? [{ key, same: differ === 0, shared }] : [];
  });
  // One word in common says something only where no other key has it.
  const alone = rated.length === 1 ? rated[0] : undefined;
  return rated.find(({ same }) => same) ?? rated.find(({ shared }) => shared > 1) ?? alone;
}

/** Tables by the names that people give them. */
const TABLE_NAMES: ReadonlyMap<string, string> = new Map([
  ['checkpoint', 'train.ckpt'],
  ['checkpoints', 'train.ckpt'],
  ['checkpointing', 'train.ckpt'],
  ['parallel', 'policy.parallelism'],
  ['peft', 'policy.lora'],
  ['val', 'validation'],
  ['eval', 'validation'],
  ['evaluation', 'validation'],
  ['log', 'logging'],
  ['model', 'policy'],
]);

/** The shortest key beside `path` whose last part is longer or shorter than the word by whole parts. */
function shortened(word: string, beside: Keys): string | undefined {
  const fits = (name: string) =>
    name.startsWith(word) || word.startsWith(`${name}_`) || name.endsWith(`_${word}`);
  if (word.length < 4) return undefined;
  return beside.filter((key) => fits(lastOf(key))).sort((a, b) => a.length - b.length)[0];
}

/** The key as other versions and the other trainer know it. */
function knownElsewhere(
  path: readonly string[],
  version: KnownVersion,
  trainer: string,
): KeyHint | undefined {
  const key = path.join('.');
  const keys = keysOf(version);
  const rename = renamed(path, keys);
  if (rename !== undefined) {
    const note = `cosmos-rl ${version} calls it \`${rename}\``;
    return { kind: 'other-version', to: rename, movable: true, note };
  }
  const obsolete = OBSOLETE.get(key);
  if (obsolete !== undefined)
    return { kind: 'other-version', movable: false, note: obsolete, obsolete: true };
  const owner = keys.get(key);
  if (owner !== undefined) {
    const note = `it is a setting of ${[...owner.trainers].join(', ').toUpperCase()} runs, and this is ${trainer.toUpperCase()}`;
    return { kind: 'other-trainer', movable: false, note };
  }
  const others = elsewhere(key, version);
  if (others.length === 0) return undefined;
  const note = `cosmos-rl ${others.join(', ')} has it, ${version} does not`;
  return { kind: 'other-version', movable: false, note };
}

function typo(to: string, movable = true): KeyHint {
  return { kind: 'typo', to, movable };
}

function moved(to: string): KeyHint {
  return { kind: 'wrong-table', to, movable: true, note: 'it belongs to another table' };
}

/** Keys that entry scripts read under [custom], and that people write elsewhere (recipes of Cosmos-Reason1 and 2). */
const SCRIPT_KEYS: ReadonlyMap<string, string> = new Map([
  ...['annotation_path', 'media_path', 'dataset_root', 'subdirectories', 'weights', 'meta_file'].map(
    (name) => [name, `custom.dataset.${name}`] as const,
  ),
  ['path', 'custom.dataset.path'],
  ['media_dir', 'custom.dataset.media_path'],
  ['media_root', 'custom.dataset.media_path'],
  ...['fps', 'nframes', 'min_pixels', 'max_pixels', 'total_pixels'].map(
    (name) => [name, `custom.vision.${name}`] as const,
  ),
]);

function scripts(path: readonly string[]): KeyHint | undefined {
  const word = path.at(-1) ?? '';
  const inDataset = path.includes('dataset');
  // `path` and `weights` are everyday words: they mean a dataset only inside a table of that name.
  if ((word === 'path' || word === 'weights') && !inDataset) return undefined;
  const to = SCRIPT_KEYS.get(word);
  if (to === undefined) return undefined;
  return { kind: 'wrong-table', to, movable: true, note: 'entry scripts read it under [custom]' };
}

function foreign(path: readonly string[], keys: ReturnType<typeof keysOf>): KeyHint | undefined {
  const known = foreignKey(path);
  if (known?.to === undefined || !keys.has(known.to)) return undefined;
  const note = known.note ?? `${path.at(-1)} is a name of ${known.trainer}`;
  return { kind: 'foreign', to: known.to, movable: known.same === true, note };
}

/** A dotted key in quotes is one key with dots in its name, which no table has. */
function quoted(path: readonly string[], version: KnownVersion): KeyHint | undefined {
  const dotted = path.flatMap((part) => part.split('.'));
  const to = dotted.join('.');
  if (dotted.length === path.length || !keysOf(version).has(to)) return undefined;
  const dots = dotted.length > path.length + 1 ? 'dots' : 'a dot';
  const note = `one key with ${dots} in its name, not \`${dotted.at(-1)}\` in [${dotted.slice(0, -1).join('.')}]`;
  return { kind: 'quoted', to, movable: true, note };
}

/** Explains `path`, which `version` drops in a run of `trainer`; for a `table` only tables are suggested. */
export function keyHint(
  path: readonly string[],
  version: KnownVersion,
  trainer: string,
  table = false,
): KeyHint {
  const known = quoted(path, version) ?? knownElsewhere(path, version, trainer);
  if (known !== undefined) return known;
  const word = path.at(-1) ?? '';
  const keys = keysOf(version);
  const usable = [...keys]
    .filter(([, owner]) => owner.trainers.has(trainer as 'sft') && (!table || owner.table))
    .map(([key]) => key);
  const beside = usable.filter((key) => parentOf(key) === path.slice(0, -1).join('.'));
  const major = usable.filter((key) => !MINOR.test(key) || key.split('.')[0] === path[0]);
  const here = nearestKey(word, beside);
  if (here !== undefined) return typo(here);
  const named = table
    ? (beside.find((key) => lastOf(key).endsWith(`_${word}`)) ?? TABLE_NAMES.get(word))
    : undefined;
  if (named !== undefined && usable.includes(named)) return typo(named);
  const words = reworded(word, beside);
  if (words?.same === true) return typo(words.key);
  const other = inOtherTable(path, major);
  if (other !== undefined) return moved(other);
  const meant = table ? undefined : foreign(path, keys);
  if (meant !== undefined) return meant;
  if (words !== undefined) return typo(words.key, false);
  const script = scripts(path);
  if (script !== undefined) return script;
  const part = shortened(word, beside);
  if (part !== undefined) return typo(part, false);
  const far = nearestKey(word, major);
  if (far !== undefined) return typo(far);
  const rare = inOtherTable(path, usable);
  return rare === undefined ? { kind: 'unknown', movable: false } : moved(rare);
}
