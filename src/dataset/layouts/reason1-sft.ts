/**
 * The reason1-sft layout: a local copy of Cosmos-Reason1-SFT-Dataset, rows in `<subset>/*<split>*.json` and clips below
 * `<subset>/video_clips`, read as in templates/entry/cookbook_entry/reason1_sft.py.
 */
import { basename, join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { checkClip } from '../clip-check.ts';
import { ClipIndex, fileNameOf } from '../clip-index.ts';
import { checkConversation } from '../conversation.ts';
import type { Notes } from '../finding-collector.ts';
import { itemInvalid, metaNotArray } from '../findings/items.ts';
import { clipsNotExtracted, datasetEmpty, datasetOptionInvalid, fileUnreadable } from '../findings/place.ts';
import { splitMissing } from '../findings/sampling.ts';
import { whyNoFolder } from '../folder.ts';
import { locateDataset } from '../hub.ts';
import { arrayItems } from '../json/array-items.ts';
import type { LayoutDefinition } from '../layout.ts';
import { HELD_OUT } from '../option-rules.ts';
import type { DatasetRequest } from '../request.ts';
import type { Media, Sample } from '../sample.ts';

const FORM =
  '{"video": "clip.mp4", "conversations": [{"role": "user", "content": …}, {"role": "assistant", …}]}';
const HUB_ID = 'nvidia/Cosmos-Reason1-SFT-Dataset';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One word for a shell. */
const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The names of the splits: a text, or a list of texts, as the engine takes it. */
function splitsOf({ source }: DatasetRequest): readonly string[] {
  const { split } = source;
  const names: readonly unknown[] = Array.isArray(split) ? split : [split];
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}

/** What to type to download the subset. */
function fetchOf({ source }: DatasetRequest): readonly string[] {
  const name = textOf(source['name']);
  const id = /^[\w.-]+\/[\w.-]+$/.test(name) ? name : HUB_ID;
  const subset = textOf(source['subset']);
  const part = subset === '' ? [] : ['--include', `${subset}/*`];
  return ['hf', 'download', id, '--repo-type', 'dataset', ...part, '--local-dir', 'DIR'];
}

/** Whether a file name has a split in it as a word: `robovqa_understanding.json`, `robovqa_reasoning_0.json`. */
function isOfSplit(name: string, split: string): boolean {
  const word = split.replace(/[^\w]/g, '\\$&');
  return new RegExp(`(^|[^A-Za-z0-9])${word}([^A-Za-z0-9]|$)`).test(name);
}

/** The files of one split, none after a note. */
function rowFiles(folder: string, split: string, request: DatasetRequest, notes: Notes): readonly string[] {
  let names: readonly string[] = [];
  try {
    if (whyNoFolder(folder) === undefined) names = notes.files.names(folder);
  } catch (error) {
    notes.add(fileUnreadable, folder, { why: (error as NodeJS.ErrnoException).code ?? String(error) });
    return [];
  }
  const named = names.filter((name) => isOfSplit(name, split));
  const files = named.filter((name) => name.endsWith('.json'));
  if (files.length === 0) {
    const others = named.filter((name) => /\.(jsonl|parquet|arrow)$/.test(name));
    notes.add(splitMissing, folder, { split, others, fetch: fetchOf(request) });
  }
  return files.map((name) => join(folder, name));
}

/** The clips of the subset, or nothing after a note. */
function clipsOf(folder: string, request: DatasetRequest, notes: Notes): ClipIndex | undefined {
  const { source, preparedClips } = request;
  const subset = textOf(source['subset']);
  const target = join(folder, 'video_clips');
  const folders = [target, ...(preparedClips === undefined ? [] : [preparedClips])];
  const found = folders.find((one) => whyNoFolder(one) === undefined);
  if (found !== undefined) return new ClipIndex(found, subset === 'av', notes);
  const archives = join(folder, 'clips');
  const type =
    whyNoFolder(archives) === undefined
      ? [
          'sh',
          '-c',
          `mkdir -p ${word(target)} && for f in ${word(archives)}/*.tar.gz; do tar -xzf "$f" -C ${word(target)}; done`,
        ]
      : fetchOf(request);
  notes.add(clipsNotExtracted, folder, { folders, type });
  return undefined;
}

function* readRows(
  file: string,
  clips: ClipIndex | undefined,
  request: DatasetRequest,
  notes: Notes,
): Generator<Sample> {
  const checked = new Map<string, Media | undefined>();
  const clip = (path: string, item: string): Media | undefined => {
    // Many rows ask about one clip; what is wrong with it is said once.
    if (!checked.has(path)) checked.set(path, checkClip(path, item, request.vision, notes));
    return checked.get(path);
  };
  let rows = 0;
  for (const row of arrayItems(file, notes.files.witness)) {
    if (!row.ok) {
      if (row.problem === 'not-array') notes.add(metaNotArray, file, { why: row.why });
      else notes.add(fileUnreadable, file, { why: row.why });
      return;
    }
    rows += 1;
    notes.count('labels', 1);
    const { value, number } = row;
    const place = `${file}: row ${number}`;
    const video = isObject(value) ? value['video'] : undefined;
    if (!isObject(value) || typeof video !== 'string' || fileNameOf(video) === '') {
      notes.add(itemInvalid, place, { problem: 'it does not name one clip in video', form: FORM });
      continue;
    }
    const spoken = checkConversation(value['conversations'], place, notes);
    const path = clips?.find(video, place, notes);
    const media = path === undefined ? undefined : clip(path, place);
    if (spoken === undefined || media === undefined) continue;
    // The number alone would make a row of one copy equal to another row of a second copy.
    const id = `${basename(file, '.json')}/${number}/${fileNameOf(video)}`;
    yield { id, group: '', media: [media], conversation: () => spoken };
  }
  if (rows === 0) notes.add(datasetEmpty, file, {});
}

function* readReason1Sft(root: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const folder = join(root, textOf(request.source['subset']));
  const splits = splitsOf(request);
  if (splits.length === 0) {
    const key = request.keys?.split ?? 'split';
    const fix = `Write ${key}=understanding.`;
    notes.add(datasetOptionInvalid, key, { problem: 'is missing', fix });
    return;
  }
  // A file whose name has two splits in it is read once.
  const files = new Set(splits.flatMap((split) => rowFiles(folder, split, request, notes)));
  const clips = clipsOf(folder, request, notes);
  notes.count('videos', clips?.size ?? 0);
  for (const file of files) yield* readRows(file, clips, request, notes);
}

/** The published SFT dataset of Cosmos-Reason1; its root is the engine's own key. */
export const reason1Sft: LayoutDefinition = {
  locate: locateDataset,
  fetch: fetchOf,
  root: 'folder',
  options: HELD_OUT,
  witnessed: true,
  read: readReason1Sft,
};
