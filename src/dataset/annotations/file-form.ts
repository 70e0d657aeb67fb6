/** What a JSON value is that stands where a list of samples should, and how to make one of it. */
import { isObject, type JsonObject } from '../../json/object.ts';

/** A form by its name, with what to do. `filter` makes the list with jq. */
interface FileForm {
  readonly what: string;
  readonly filter?: string;
  /** Where neither is a filter: what has to happen. */
  readonly fix?: string;
  /** The folder of its media that the file itself names, and under which key. */
  readonly media?: { readonly key: string; readonly path: string };
}

/** Keys under which files name the folder of their media. */
const ROOTS = [
  'media_root',
  'media_path',
  'media_dir',
  'image_root',
  'image_dir',
  'image_folder',
  'video_root',
  'video_dir',
  'video_folder',
  'data_root',
  'root',
];
const TO_LIST =
  '[{"image": …, "conversations": [{"from": "human", "value": …}, {"from": "gpt", "value": …}]}, …]';

const isRows = (value: unknown): value is readonly JsonObject[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject);

/** A key as jq takes it. */
function jqKey(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `.[${JSON.stringify(key)}]`;
}

function isConversation(value: unknown): boolean {
  return isObject(value) && (Array.isArray(value['conversations']) || Array.isArray(value['messages']));
}

function mediaRoot(value: JsonObject): Pick<FileForm, 'media'> {
  const key = ROOTS.find((name) => typeof value[name] === 'string' && value[name] !== '');
  return key === undefined ? {} : { media: { key, path: String(value[key]) } };
}

/** DriveLM: scenes, their key frames, and questions by task. */
function asScenes(value: JsonObject): FileForm | undefined {
  const scene = Object.values(value).find(isObject);
  const frames = scene?.['key_frames'] ?? scene?.['keyframes'] ?? scene?.['frames'];
  if (!isObject(frames)) return undefined;
  const pairs = Object.values(frames).some(
    (frame) => isObject(frame) && (isObject(frame['QA']) || isObject(frame['qa'])),
  );
  const what = `it is an object of scenes and their frames${pairs ? ' with question / answer pairs, as DriveLM-nuScenes has them' : ''}, not a list of conversations`;
  const fix = `It has to be converted: one item for each question, ${TO_LIST}`;
  const filter =
    '[to_entries[] | .key as $s | .value.key_frames | to_entries[] | .key as $f | (.value.image_paths | [.[]]) as $i | .value.QA | to_entries[] | .key as $t | .value | to_entries[] | {id: "\\($s)_\\($f)_\\($t)_\\(.key)", images: $i, conversations: [{from: "human", value: .value.Q}, {from: "gpt", value: .value.A}]}]';
  const drives = pairs && isObject(scene?.['key_frames']);
  return { what, fix, ...(drives ? { filter } : {}) };
}

/** Forms of whole objects with names of their own. */
function named(value: JsonObject): FileForm | undefined {
  const has = (...keys: readonly string[]): boolean => keys.every((key) => Array.isArray(value[key]));
  const convert = `It has to be converted: ${TO_LIST}`;
  if (has('images', 'annotations')) {
    const what = 'it is COCO: boxes and categories of pictures (images, annotations), no conversations';
    return { what, fix: `Write a question and an answer for each picture first. ${convert}` };
  }
  if (isObject(value['database'])) {
    return { what: 'it is ActivityNet: segments of clips under database, no conversations', fix: convert };
  }
  if (typeof value['annotation_path'] === 'string' || typeof value['annotation'] === 'string') {
    const file = String(value['annotation_path'] ?? value['annotation']);
    const what = `it only names the annotations (${file}), as a TAO or Qwen-VL data list does`;
    return { what, fix: `Give that file instead.`, ...mediaRoot(value) };
  }
  const entries = Object.values(value);
  const file = entries.map((entry) =>
    isObject(entry) ? (entry['file_name'] ?? entry['annotation_path'] ?? entry['annotation']) : undefined,
  );
  if (entries.length > 0 && file.every((name) => typeof name === 'string')) {
    const what = `it is a list of datasets, as dataset_info.json of LLaMA-Factory: the annotations stand in ${file.slice(0, 3).join(', ')}`;
    return { what, fix: 'Give one of those files instead.' };
  }
  return asScenes(value);
}

/** Columns instead of rows: `Dataset.to_dict`, or `DataFrame.to_json` with its numbers as keys. */
function asColumns(value: JsonObject): FileForm | undefined {
  const columns = Object.entries(value);
  if (columns.length < 2 || columns.some(([, column]) => Array.isArray(column) && isConversation(column[0])))
    return undefined;
  const lists = columns.every(([, column]) => Array.isArray(column));
  const lengths = new Set(columns.map(([, column]) => (Array.isArray(column) ? column.length : -1)));
  if (lists && lengths.size === 1 && !lengths.has(0)) {
    const filter = '. as $c | [range(0; [.[]][0] | length) as $n | $c | map_values(.[$n])]';
    return {
      what: `it has columns (${columns
        .map(([name]) => name)
        .slice(0, 4)
        .join(', ')}), not rows`,
      filter,
    };
  }
  const numbered = columns.every(([, column]) => isObject(column) && '0' in column);
  if (!numbered) return undefined;
  const filter = '. as $c | [([.[]][0] | keys_unsorted[]) as $n | $c | map_values(.[$n])]';
  return { what: 'it has columns of numbered rows, as DataFrame.to_json writes them', filter };
}

/** What an object is that stands where a list should. */
export function formOfObject(value: JsonObject): FileForm {
  const form = named(value) ?? asColumns(value);
  if (form !== undefined) return form;
  if (isConversation(value)) return { what: 'it is a single item, not a list of items', filter: '[.]' };
  const lists = Object.entries(value).filter(([, list]) => isRows(list));
  if (lists.length === 1) {
    const [[key] = ['']] = lists;
    return {
      what: `it is an object that has the list under ${JSON.stringify(key)}`,
      filter: jqKey(key),
      ...mediaRoot(value),
    };
  }
  if (lists.length > 1) {
    const keys = lists.map(([key]) => key);
    const filter = `[${keys.map((key) => `${jqKey(key)}[]`).join(', ')}]`;
    return { what: `it is an object of several lists (${keys.join(', ')})`, filter, ...mediaRoot(value) };
  }
  const parts = Object.values(value);
  if (parts.length > 0 && parts.every(isObject)) {
    const whole = parts.every((part) => isConversation(part) || 'question' in part || 'caption' in part);
    if (whole)
      return {
        what: 'it is an object of items by their ids',
        filter: '[to_entries[] | {id: .key} + .value]',
      };
  }
  const keys = Object.keys(value)
    .slice(0, 5)
    .map((key) => JSON.stringify(key));
  return {
    what: `it is an object${keys.length === 0 ? ' without keys' : ` with ${keys.join(', ')}`}`,
    fix: `Write ${TO_LIST}`,
  };
}
