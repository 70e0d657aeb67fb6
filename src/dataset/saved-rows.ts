/** The rows of a saved dataset, one by one over all its files; what is wrong with a file goes to the notes. */
import type { DataKeys } from '../engine/run-keys.ts';
import { type ArrowField, holdsConversations, holdsNumbers, typeWords } from './arrow/column-type.ts';
import { Damaged } from './arrow/flatbuffer.ts';
import { type ArrowLibrary, arrowLibrary, partsOf } from './arrow/rows.ts';
import type { Notes } from './finding-collector.ts';
import { datasetEmpty } from './findings/place.ts';
import { columnsUnread, conversationColumn, shardUnusable } from './findings/saved.ts';
import { readSavedDataset, type SavedDataset } from './saved-dataset.ts';

/** A row: its number over all files, and the value of its column. */
export interface Row {
  readonly number: number;
  readonly value: unknown;
}

const shown = (fields: readonly ArrowField[]): string =>
  fields.map(({ name, type }) => `${name}: ${typeWords(type)}`).join(', ');

/** Whether the columns of a file are what the folder and its first file say. */
function sameColumns(
  shard: string,
  fields: readonly ArrowField[],
  first: readonly ArrowField[],
  { features, formatted }: SavedDataset,
  notes: Notes,
): boolean {
  const names = fields.map((field) => field.name);
  const differ = (problem: string): false => {
    notes.add(shardUnusable, shard, { problem });
    return false;
  };
  if (shown(fields) !== shown(first))
    return differ(`it has the columns ${shown(fields)}, the first file ${shown(first)}`);
  if (features !== undefined && [...features].sort().join('\n') !== [...names].sort().join('\n'))
    return differ(`it has the columns ${names.join(', ')}, dataset_info.json ${features.join(', ')}`);
  const lost = formatted.filter((name) => !names.includes(name));
  return (
    lost.length === 0 || differ(`it has no ${lost.join(', ')}, which _format_columns of state.json names`)
  );
}

/** The column of the conversations, and the key that names it. */
interface Column {
  readonly column: string;
  readonly keys?: DataKeys;
}

function columnSound(
  root: string,
  fields: readonly ArrowField[],
  { column, keys }: Column,
  notes: Notes,
): boolean {
  const key = keys?.column ?? 'the key of the column';
  const found = fields.find((field) => field.name === column);
  const columns = fields.map((field) => field.name);
  if (found === undefined) notes.add(conversationColumn, root, { column, key, columns });
  else if (!holdsConversations(found.type))
    notes.add(conversationColumn, root, { column, key, columns, type: typeWords(found.type) });
  else {
    const others = fields.filter((field) => field !== found);
    const numbers = others.filter((field) => holdsNumbers(field.type)).map((field) => field.name);
    const unread = others.map((field) => field.name);
    if (unread.length > 0) notes.add(columnsUnread, root, { column, unread, numbers });
    return true;
  }
  return false;
}

/** What is wrong with a file that could not be read to its end; `undefined` if that is no fault of the file. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof Damaged) return error.message;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // A name with a null character is refused before the system is asked.
  if (syscall === undefined && code !== 'ERR_INVALID_ARG_VALUE') return undefined;
  return code === 'ENOENT' ? 'state.json names it, but it is not there' : `it cannot be opened (${code})`;
}

/** All rows of the folder, as far as they can be read. */
export async function savedRows(root: string, from: Column, notes: Notes): Promise<Iterable<Row>> {
  return rowsBy(await arrowLibrary(), root, from, notes);
}

function* rowsBy(library: ArrowLibrary, root: string, from: Column, notes: Notes): Generator<Row> {
  const saved = readSavedDataset(root, notes);
  if (saved === undefined) return;
  let first: readonly ArrowField[] | undefined;
  let number = 0;
  let whole = true;
  for (const shard of saved.shards) {
    try {
      for (const part of partsOf(library, shard, from.column, notes.files.witness)) {
        if (part.kind === 'end' && part.end === 'unmarked')
          notes.add(shardUnusable, shard, {
            problem: 'it has no mark of its end and may be cut off',
            whole: true,
          });
        if (part.kind === 'fields') {
          if (first === undefined && !columnSound(root, part.fields, from, notes)) return;
          first ??= part.fields;
          if (sameColumns(shard, part.fields, first, saved, notes)) continue;
          whole = false;
          break;
        }
        if (part.kind !== 'batch') continue;
        notes.count('labels', part.length);
        for (let place = 0; place < part.length; place += 1, number += 1)
          yield { number, value: part.value(place) };
      }
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      if (!(error instanceof Damaged)) notes.files.witness(shard, undefined);
      notes.add(shardUnusable, shard, { problem });
      whole = false;
    }
  }
  if (number === 0 && whole) notes.add(datasetEmpty, root, {});
}
