/** Looks at a dataset's labels: some records of some files, in bounds; media and weights are never opened. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isObject, type JsonObject } from '../../json/object.ts';
import { parseJson, readJsonFile } from '../../json/read.ts';
import { statusOf } from '../../path-status.ts';
import { columnOfType, columnOfValue, MOTION } from './columns.ts';
import type { Column, DatasetContent } from './content.ts';
import { recordsOf, rowsOf } from './csv.ts';
import { textsOf } from './record.ts';

/** Files and folders looked at, records read, and bytes of one file. */
const LIMITS = { entries: 4000, files: 40, records: 200, json: 64 * 1024 * 1024, lines: 4 * 1024 * 1024 };

interface Gathered {
  readonly columns: Map<string, Column>;
  readonly answers: string[];
  readonly prompts: string[];
  readonly unread: string[];
  records: number;
}

const PRIORITY: readonly Column['kind'][] = ['text', 'numbers', 'latents', 'media', 'id', 'other'];

function addColumn(into: Gathered, column: Column): void {
  const before = into.columns.get(column.name);
  if (before === undefined || PRIORITY.indexOf(column.kind) < PRIORITY.indexOf(before.kind))
    into.columns.set(column.name, column);
}

function addRecord(into: Gathered, record: JsonObject): void {
  if (into.records >= LIMITS.records) return;
  into.records += 1;
  for (const [name, value] of Object.entries(record)) addColumn(into, columnOfValue(name, value));
  const { prompts, answers } = textsOf(record);
  into.prompts.push(prompts.join('\n'));
  into.answers.push(answers.join('\n'));
}

/** A schema: `{columns: {name: type}}`, Hugging Face `features`, or one `record` as an example. */
function addDescription(into: Gathered, value: JsonObject): boolean {
  const components = value['label_components'];
  // The data configs of the Alpamayo recipes name what is supervised: traj_future, cot (alpamayo-recipes b790b8e8).
  if (Array.isArray(components))
    for (const name of components)
      if (typeof name === 'string')
        addColumn(into, { name, kind: MOTION.test(name) ? 'numbers' : 'text', type: 'label component' });
  const columns = value['columns'] ?? value['features'];
  if (isObject(columns)) {
    for (const [name, type] of Object.entries(columns))
      addColumn(
        into,
        columnOfType(name, typeof type === 'string' ? type : JSON.stringify(type).slice(0, 300)),
      );
    return true;
  }
  if (isObject(value['record'])) {
    addRecord(into, value['record']);
    return true;
  }
  return Array.isArray(components);
}

function addValue(into: Gathered, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value.slice(0, LIMITS.records)) if (isObject(item)) addRecord(into, item);
  } else if (isObject(value) && !addDescription(into, value)) {
    const list = ['data', 'records', 'samples', 'items', 'train', 'annotations']
      .map((key) => value[key])
      .find((one) => Array.isArray(one) && one.some(isObject));
    if (list === undefined) addRecord(into, value);
    else addValue(into, list);
  }
}

/** The start of a file that may have any length. */
function startOf(path: string): { readonly text: string; readonly cut: boolean } {
  const buffer = Buffer.alloc(LIMITS.lines);
  const file = openSync(path, 'r');
  let read: number;
  try {
    read = readSync(file, buffer, 0, buffer.length, 0);
  } finally {
    closeSync(file);
  }
  return { text: buffer.subarray(0, read).toString('utf8'), cut: read === buffer.length };
}

function addTable(into: Gathered, path: string, separator: string): void {
  const { text, cut } = startOf(path);
  for (const record of recordsOf(rowsOf(text, separator, cut, LIMITS.records + 1))) addRecord(into, record);
}

function addLines(into: Gathered, path: string): void {
  const { text, cut } = startOf(path);
  const lines = text.split('\n');
  const whole = cut ? lines.slice(0, -1) : lines;
  for (const line of whole.slice(0, LIMITS.records)) {
    if (line.trim() === '') continue;
    const json = parseJson(line);
    if (json.ok && isObject(json.value)) addRecord(into, json.value);
    else {
      into.unread.push(`${path}: a line is not a JSON object`);
      return;
    }
  }
}

/** Names of the members of a tar, from its first headers: WebDataset shards. */
function addTar(into: Gathered, path: string): void {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(512);
    for (let at = 0, seen = 0; seen < 40; seen += 1) {
      if (readSync(file, header, 0, 512, at) < 512 || header[0] === 0) break;
      const name = header.subarray(0, 100).toString('utf8').replace(/\0.*$/, '');
      const size = Number.parseInt(header.subarray(124, 136).toString('ascii'), 8);
      if (!Number.isFinite(size)) break;
      const member = basename(name).replace(/^[^.]*\./, '');
      const stem = member.replace(/\.(?:npy|npz|pt|pth|pkl|json|txt|mp4)$/, '');
      const text = /\.?(?:json|txt)$/.test(member);
      addColumn(
        into,
        text
          ? { name: stem, kind: 'text', type: member }
          : columnOfType(stem, /npy|npz|pt/.test(member) ? 'float tensor' : member),
      );
      at += 512 + Math.ceil(size / 512) * 512;
    }
  } finally {
    closeSync(file);
  }
}

function addFile(into: Gathered, path: string): void {
  try {
    if (!statSync(path).isFile()) into.unread.push(`${path}: it is not a plain file`);
    else if (/\.jsonl?$/i.test(path) === false && /\.tar$/i.test(path)) addTar(into, path);
    else if (/\.jsonl$|\.ndjson$/i.test(path)) addLines(into, path);
    else if (/\.[ct]sv$/i.test(path)) addTable(into, path, /\.tsv$/i.test(path) ? '\t' : ',');
    else if (/\.json$/i.test(path)) {
      const json = readJsonFile(path, LIMITS.json);
      if (json.ok) addValue(into, json.value);
      else if (json.problem === 'not-json') addLines(into, path);
      else into.unread.push(`${path}: ${json.why}`);
    } else into.unread.push(`${path}: only .json, .jsonl, .csv, .tsv and .tar are looked into`);
  } catch (error) {
    into.unread.push(`${path}: ${(error as Error).message}`);
  }
}

/** Files that may hold labels and are not opened here: columnar, compressed and pickled ones. */
const SHUT =
  /\.(?:parquet|arrow|feather|tfrecord|lmdb|mdb|h5|hdf5|npz|npy|pkl|pickle|pt|gz|zip|zst|xz|bz2|7z|tgz)$/i;

/** Files of a folder by what they may tell: schemas first, then records; folders of the Alpamayo layout name themselves. */
function filesOf(folder: string, into: Gathered): readonly string[] {
  const found: string[] = [];
  const shut: string[] = [];
  const queue = [folder];
  let entries = 0;
  for (let next = queue.shift(); next !== undefined && entries < LIMITS.entries; next = queue.shift()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      entries += 1;
      if (entry.name.startsWith('.')) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) {
        // PhysicalAI-Autonomous-Vehicles: labels/egomotion holds the driven path as numbers.
        if (entry.name === 'egomotion')
          addColumn(into, { name: 'labels/egomotion', kind: 'numbers', type: 'folder' });
        if (path.split('/').length - folder.split('/').length <= 4) queue.push(path);
      } else if (/\.(?:jsonl?|ndjson|[ct]sv|tar)$/i.test(entry.name)) found.push(path);
      else if (/\.(?:mp4|mov|mkv|webm|jpe?g|png|webp)$/i.test(entry.name))
        addColumn(into, { name: 'media files', kind: 'media', type: 'file' });
      else if (SHUT.test(entry.name)) shut.push(path);
    }
  }
  const [first] = shut;
  if (first !== undefined) {
    const more = shut.length === 1 ? '' : `, and ${shut.length - 1} more like it`;
    into.unread.push(`${first}${more}: not looked into; only .json, .jsonl, .csv, .tsv and .tar are`);
  }
  const rank = (path: string) =>
    /dataset_info\.json$|features\.json$|schema\.json$/.test(path)
      ? 0
      : /^(?:dataset_infos|state|config|index|manifest|calibration)/.test(basename(path))
        ? 2
        : 1;
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).slice(0, LIMITS.files);
}

/** Reads what a dataset's labels are made of; `path` counts from `cwd`. Never throws for what lies there. */
export function readContent(path: string, cwd: string): DatasetContent | undefined {
  const place = resolve(cwd, path);
  const stat = statusOf(place);
  if (stat === undefined) return undefined;
  const into: Gathered = { columns: new Map(), answers: [], prompts: [], unread: [], records: 0 };
  try {
    if (stat.isDirectory()) for (const file of filesOf(place, into)) addFile(into, file);
    else addFile(into, place);
  } catch (error) {
    into.unread.push(`${place}: ${(error as Error).message}`);
  }
  return {
    path,
    here: true,
    records: into.records,
    columns: [...into.columns.values()],
    answers: into.answers,
    prompts: into.prompts,
    unread: into.unread,
  };
}
