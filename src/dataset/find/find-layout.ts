/**
 * What lies in a folder or file: the layouts that could read it, with what speaks for each, and forms of other programs with
 * what to do about them. Looks at names and first items only, and never at more than some thousands of them.
 */
import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { arrayItems } from '../json/array-items.ts';
import { annotationCandidates } from './annotation.ts';
import type { Candidate, ForeignForm, Found } from './candidate.ts';
import { counted, type Listing, listing } from './listing.ts';
import { savedCandidates } from './saved.ts';

const VIDEO = /\.(?:mp4|mov|avi|mkv|webm|m4v)$/i;
const PICTURE = /\.(?:png|jpe?g|webp|bmp)$/i;
const ARCHIVE = /\.(?:zip|tar|tgz|tar\.gz|tar\.zst|7z|rar)$/i;
const ROSBAG = /\.(?:bag|mcap|db3)$/i;
/** Annotation files that are looked into, and sub-folders. */
const MAX_FILES = 12;
const MAX_FOLDERS = 24;

const SET = 'videophy2_';
const TRAINED = `${SET}train`;

const BARE =
  'Clips alone teach nothing: write a label for each, videos/ID.mp4 with metas/ID.label.json (layout avha), or a JSON list of {"video": …, "conversations": […]} (layout llava).';

const one = (
  layout: Candidate['layout'],
  root: string,
  weight: number,
  why: readonly string[],
  settings: Candidate['settings'] = {},
): Candidate => ({
  layout,
  root,
  weight,
  why,
  settings,
});

function avha(at: Listing): readonly (Candidate | ForeignForm)[] {
  const [videos, metas] = ['videos', 'metas'].map((name) => at.folders.includes(name));
  if (!metas) return [];
  if (!videos) {
    const fix = 'Put the clips into videos/, each with the name of its label: ID.mp4 for ID.label.json.';
    return [{ path: at.path, what: 'it has metas/ and no videos/', fix }];
  }
  const inside = listing(join(at.path, 'videos'));
  const labels = listing(join(at.path, 'metas'));
  const clips = typeof inside === 'string' ? undefined : counted(inside, /\.mp4$/, '.mp4 file');
  const texts =
    typeof labels === 'string' ? undefined : counted(labels, /\.label\.json$/, '.label.json file');
  const why = `videos/ with ${clips ?? 'no .mp4 file'} and metas/ with ${texts ?? 'no .label.json file'}`;
  return [one('avha', at.path, clips !== undefined && texts !== undefined ? 4 : 2, [why])];
}

/** What the first item of a meta file says about its layout. */
function metaKind(path: string): 'av3d' | 'blended-av' | undefined {
  for (const item of arrayItems(path)) {
    if (!item.ok || !isObject(item.value)) return undefined;
    const { media, image, text, video, label, conversation } = item.value;
    const name = media ?? image ?? video;
    if (typeof name !== 'string') return undefined;
    if (PICTURE.test(name)) return text === undefined && conversation === undefined ? undefined : 'av3d';
    return label === undefined && conversation === undefined ? undefined : 'blended-av';
  }
  return undefined;
}

function metaLayouts(at: Listing): readonly Candidate[] {
  if (at.files.includes('meta.json')) {
    const kind = metaKind(join(at.path, 'meta.json'));
    if (kind === 'av3d') return [one('av3d', at.path, 4, ['meta.json lists pictures with their texts'])];
    if (kind === 'blended-av') {
      const why = ['meta.json lists clips with labels or conversations: one sub-directory of a blend'];
      return [
        one('blended-av', dirname(at.path), 3, why, { 'custom.dataset.subdirectories': [basename(at.path)] }),
      ];
    }
  }
  const parts = at.folders
    .slice(0, MAX_FOLDERS)
    .filter((name) => metaKind(join(at.path, name, 'meta.json')) === 'blended-av');
  if (parts.length === 0) return [];
  const why = [`${parts.join(', ')}: each with a meta.json of clips with labels or conversations`];
  return [one('blended-av', at.path, 4, why, { 'custom.dataset.subdirectories': parts })];
}

/** The two sets of the published reasoner recipes of Cosmos 3, or one of them: their names say it, a blend has others. */
function mediaText(at: Listing): readonly Candidate[] {
  const inside = basename(at.path).startsWith(SET);
  const root = inside ? dirname(at.path) : at.path;
  if (!inside && !at.folders.includes(TRAINED)) return [];
  if (metaKind(join(root, TRAINED, 'meta.json')) === undefined) return [];
  return [one('media-text', root, 5, [`${TRAINED}/ with a meta.json of media and their conversations`])];
}

/** A copy of Cosmos-Reason1-SFT-Dataset, or one subset of it. */
function reason1Sft(at: Listing): readonly Candidate[] {
  const splitOf = (part: Listing): string | undefined =>
    ['understanding', 'reasoning'].find((split) =>
      part.files.some((name) => name.endsWith('.json') && name.includes(split)),
    );
  const subset = (root: string, part: Listing): readonly Candidate[] => {
    const split = splitOf(part);
    const clips =
      part.folders.includes('video_clips') || part.files.some((name) => /^clips.*\.tar\.gz$/.test(name));
    if (split === undefined || !clips) return [];
    const why = [
      `${part.path.slice(root.length + 1)}/ has rows of the split ${split} and video_clips/ or its archives`,
    ];
    return [{ ...one('reason1-sft', root, 4, why), source: { subset: basename(part.path), split } }];
  };
  const own = subset(dirname(at.path), at);
  if (own.length > 0) return own;
  return at.folders.slice(0, MAX_FOLDERS).flatMap((name) => {
    const part = listing(join(at.path, name));
    return typeof part === 'string' ? [] : subset(at.path, part);
  });
}

/** Scenes as WTS publishes them. */
function wtsScenes(at: Listing): readonly Candidate[] {
  const scenes = at.folders.slice(0, MAX_FOLDERS).filter((name) => {
    try {
      return lstatSync(join(at.path, name, 'environment', `${name}.json`)).isFile();
    } catch {
      return false;
    }
  });
  if (scenes.length === 0) return [];
  return [
    one('wts', at.path, 4, [
      `scenes with environment/<scene>.json, such as ${scenes[0]}: a split of the WTS annotations`,
    ]),
  ];
}

function annotations(at: Listing): readonly (Candidate | ForeignForm)[] {
  const files = at.files.filter(
    (name) => /\.jsonl?$/.test(name) && !/^(?:state|dataset_info|dataset_dict|meta|config)\.json$/.test(name),
  );
  return files
    .slice(0, MAX_FILES)
    .flatMap((name): readonly (Candidate | ForeignForm)[] | ForeignForm =>
      annotationCandidates(join(at.path, name)),
    );
}

/** Files that no layout reads. */
function foreignIn(at: Listing): readonly ForeignForm[] {
  const found = (pattern: RegExp, what: string, fix: string): readonly ForeignForm[] => {
    const count = counted(at, pattern, what, what.replace(/^(\w+)/, '$1s'));
    return count === undefined ? [] : [{ path: at.path, what: `it has ${count}`, fix }];
  };
  return [
    ...found(VIDEO, 'clip without labels', BARE),
    ...found(ARCHIVE, 'archive', 'Unpack them first.'),
    ...found(
      /\.parquet$/,
      'parquet',
      'Save it as a dataset: datasets.Dataset.from_parquet("….parquet").save_to_disk("saved").',
    ),
    ...found(ROSBAG, 'recording of a robot', 'Export clips as MP4 first, and write labels for them.'),
    ...found(
      /\.tfrecords?$|\.tfrecord-/,
      'TFRecord',
      'Export clips or pictures, and write a JSON list of conversations.',
    ),
    ...found(
      /\.(?:csv|tsv)$/,
      'table',
      'Write its rows as a JSON list of {"video": …, "conversations": […]}.',
    ),
    ...found(
      PICTURE,
      'picture without labels',
      'Write a JSON list of {"image": …, "conversations": […]} about them (layout llava).',
    ),
  ];
}

const isForeign = (found: Candidate | ForeignForm): found is ForeignForm => 'fix' in found;

async function inFolder(at: Listing): Promise<Pick<Found, 'candidates' | 'foreign'>> {
  if (at.files.includes('dataset_dict.json')) {
    const parts = await Promise.all(
      at.folders.slice(0, MAX_FOLDERS).map((name) => savedIn(join(at.path, name))),
    );
    return { candidates: parts.flat(), foreign: [] };
  }
  const found = [
    ...avha(at),
    ...(at.files.includes('state.json') ? await savedCandidates(at.path) : []),
    ...mediaText(at),
    ...metaLayouts(at),
    ...reason1Sft(at),
    ...wtsScenes(at),
    ...annotations(at),
  ];
  const candidates = found.filter((one): one is Candidate => !isForeign(one));
  const foreign = [...found.filter(isForeign), ...(candidates.length === 0 ? foreignIn(at) : [])];
  return { candidates, foreign };
}

async function savedIn(path: string): Promise<readonly Candidate[]> {
  const at = listing(path);
  return typeof at !== 'string' && at.files.includes('state.json') ? savedCandidates(path) : [];
}

function found(path: string, candidates: readonly Candidate[], foreign: readonly ForeignForm[]): Found {
  return { path, candidates: [...candidates].sort((a, b) => b.weight - a.weight), foreign };
}

/** What a file is: annotations, or something that only stands for data. */
function inFile(path: string): Found {
  const form = (what: string, fix: string): Found => found(path, [], [{ path, what, fix }]);
  if (ARCHIVE.test(path)) return form('it is an archive', 'Unpack it, and name the folder.');
  if (VIDEO.test(path)) return form('it is a clip', BARE);
  if (/\.toml$/.test(path))
    return form('it is a config, not data', 'Look at it with: cookbook-run check FILE');
  if (/\.arrow$/.test(path)) return form('it is one file of a saved dataset', 'Name its folder.');
  const read = annotationCandidates(path);
  return Array.isArray(read) ? found(path, read, []) : found(path, [], [read as ForeignForm]);
}

/** Finds out what lies at a path. Never throws on what it finds there. */
export async function findLayout(path: string): Promise<Found> {
  const none = (problem: string): Found => ({ path, problem, candidates: [], foreign: [] });
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return none('it is not there');
    if (status.isFile()) return inFile(path);
    if (!status.isDirectory()) return none('it is neither file nor folder');
  } catch (error) {
    return none(`it cannot be looked at (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
  const at = listing(path);
  if (typeof at === 'string') return none(at);
  if (at.files.length + at.folders.length === 0) return none('it is empty');
  const here = await inFolder(at);
  // Somebody stands in videos/ or metas/, and means the folder above.
  if (here.candidates.length === 0 && /^(?:videos|metas)$/.test(basename(path))) {
    const above = listing(dirname(path));
    const meant =
      typeof above === 'string' ? [] : avha(above).filter((one): one is Candidate => !isForeign(one));
    if (meant.length > 0) return found(path, meant, []);
  }
  if (here.candidates.length > 0) return found(path, here.candidates, here.foreign);
  // One level down: people name the folder that holds the data's folder.
  const below = await Promise.all(
    at.folders.slice(0, MAX_FOLDERS).map(async (name) => {
      const inside = listing(join(path, name));
      return typeof inside === 'string' ? { candidates: [], foreign: [] } : inFolder(inside);
    }),
  );
  const candidates = below.flatMap((part) => part.candidates);
  const foreign = [
    ...here.foreign,
    ...(candidates.length === 0 ? below.flatMap((part) => part.foreign) : []),
  ];
  return found(path, candidates, foreign);
}
