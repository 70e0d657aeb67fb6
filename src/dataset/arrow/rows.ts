/** The values of one column of an Arrow stream, batch by batch. */
import type { Witness } from '../../json/read.ts';
import { checkLengths } from './batch-check.ts';
import type { ArrowField } from './column-type.ts';
import { Damaged } from './flatbuffer.ts';
import { messagesOf, type StreamEnd } from './stream.ts';

/** What is read of a file: its columns first, then batches of values. */
type RowPart =
  | { readonly kind: 'fields'; readonly fields: readonly ArrowField[] }
  | { readonly kind: 'batch'; readonly length: number; value(place: number): unknown }
  | { readonly kind: 'end'; readonly end: StreamEnd };

/** What the library says about data it cannot read is about the data. */
function trusting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Damaged(error instanceof Error ? error.message.replace(/\.$/, '') : String(error));
  }
}

/** Dictionaries are kept for as long as their file is read. */
const MAX_DICTIONARIES = 256 * 1024 * 1024;

/** What decodes the bytes of messages; loaded only for a saved dataset. */
export type ArrowLibrary = Pick<typeof import('@uwdata/flechette'), 'tableFromIPC'>;

/** Loads it. */
export const arrowLibrary = (): Promise<ArrowLibrary> => import('@uwdata/flechette');

/**
 * Reads a file. Whoever asks for the parts decides after `fields` whether to go on; a file without `column` gives no
 * batches. Throws Damaged, or what opening the file throws.
 */
export function* partsOf(
  { tableFromIPC }: ArrowLibrary,
  path: string,
  column: string,
  witness: Witness,
): Generator<RowPart> {
  const decode = (...messages: readonly Uint8Array[]) => trusting(() => tableFromIPC([...messages]));
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
        for (const one of values.data) checkLengths(one);
        yield { kind: 'batch', length: rows, value: (place) => trusting(() => values.at(place)) };
      } else throw new Damaged('it holds a message that is no batch of rows');
    }
  } finally {
    messages.return('unmarked');
  }
}
