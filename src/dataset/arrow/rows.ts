/** The values of one column of an Arrow stream, batch by batch. */
import type { Batch, Column } from '@uwdata/flechette';
import type { Witness } from '../../json/read.ts';
import type { Field } from './column-type.ts';
import { Damaged } from './flatbuffer.ts';
import { messagesOf, type StreamEnd } from './stream.ts';

/** What is read of a file: its columns first, then batches of values. */
export type Part =
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'batch'; readonly values: Pick<Column<unknown>, 'at' | 'length'> }
  | { readonly kind: 'end'; readonly end: StreamEnd };

/**
 * Holds the offsets of lists against the items there are, at every level: the library would make as many items as they ask
 * for. Offsets of texts need no look, since they cut a piece out of their bytes.
 */
function checkLists(batch: Batch<unknown>): void {
  const { children, offsets, length } = batch as Batch<unknown> & {
    readonly children?: ReadonlyArray<Batch<unknown>>;
    readonly offsets?: ArrayLike<number | bigint>;
  };
  if (children === undefined) return;
  if (offsets !== undefined) {
    let before = 0;
    for (let place = 0; place <= length; place += 1) {
      const offset = Number(offsets[place] ?? Number.NaN);
      // Not `offset < before`: an offset that is missing is not a number.
      if (!(offset >= before)) throw new Damaged('the lists of a batch overlap');
      before = offset;
    }
    if (before > (children[0]?.length ?? 0)) throw new Damaged('a list of a batch is longer than its items');
  }
  for (const child of children) checkLists(child);
}

/** Dictionaries are kept for as long as their file is read. */
const MAX_DICTIONARIES = 256 * 1024 * 1024;

/**
 * Reads a file. Whoever asks for the parts decides after `fields` whether to go on; a file without `column` gives no
 * batches. Throws Damaged, or what opening the file throws.
 */
export async function* partsOf(path: string, column: string, witness: Witness): AsyncGenerator<Part> {
  const { tableFromIPC } = await import('@uwdata/flechette');
  const decode = (...messages: readonly Uint8Array[]) => {
    try {
      return tableFromIPC([...messages]);
    } catch (error) {
      throw new Damaged(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
    }
  };
  const messages = messagesOf(path, witness);
  let schema: Uint8Array | undefined;
  const dictionaries: Uint8Array[] = [];
  try {
    for (let next = messages.next(); ; next = messages.next()) {
      if (next.done === true) {
        if (schema === undefined) throw new Damaged('it has no schema');
        yield { kind: 'end', end: next.value };
        return;
      }
      const { kind, bytes, rows } = next.value;
      if (kind === 'schema') {
        schema = bytes;
        const { fields } = decode(bytes).schema;
        yield { kind: 'fields', fields: fields.map(({ name, type }) => ({ name, type })) };
      } else if (schema === undefined) throw new Damaged('it does not begin with a schema');
      else if (kind === 'dictionary') {
        dictionaries.push(bytes);
        if (dictionaries.reduce((sum, one) => sum + one.length, 0) > MAX_DICTIONARIES)
          throw new Damaged('its dictionaries are larger than is kept in memory');
      } else if (kind === 'batch') {
        const values = decode(schema, ...dictionaries, bytes).getChild(column);
        if (values === undefined || values === null) continue;
        if (values.length !== rows) throw new Damaged(`a batch of ${rows} rows has ${values.length} values`);
        for (const batch of values.data) checkLists(batch);
        yield { kind: 'batch', values };
      } else throw new Damaged('it holds a message that is no batch of rows');
    }
  } finally {
    messages.return('unmarked');
  }
}
