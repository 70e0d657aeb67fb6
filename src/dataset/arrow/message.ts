/**
 * What the head of an Arrow message says (format/Message.fbs and Schema.fbs of Apache Arrow), with every count held against
 * the bytes there are: the library takes counts on trust, and one wrong byte would have it make two thousand million items.
 */
import { Damaged, Table } from './flatbuffer.ts';

const KINDS = ['none', 'schema', 'dictionary', 'batch'] as const;

/** The head of a message. */
export interface MessageHead {
  readonly kind: (typeof KINDS)[number] | 'other';
  /** Bytes that follow the head. */
  readonly bodyLength: number;
  /** Rows of a batch. */
  readonly rows: number;
}

const UNION = 14;
/** More fields than any dataset has: a schema that refers to itself ends here. */
const MAX_FIELDS = 20_000;

function checkFields(fields: readonly Table[], left: { count: number }): void {
  for (const field of fields) {
    left.count -= 1;
    if (left.count < 0) throw new Damaged('its schema has too many fields');
    field.tables(6);
    if (field.byte(2) === UNION) field.table(3)?.places(1, 4);
    checkFields(field.tables(5), left);
  }
}

function checkBatch(batch: Table | undefined, bodyLength: number): number {
  if (batch === undefined) throw new Damaged('a batch has no content');
  batch.places(1, 16);
  const buffers = batch.places(2, 16).length;
  if (batch.longs(4).some((count) => count < 0 || count > buffers))
    throw new Damaged('a batch lacks buffers');
  const rows = batch.long(0);
  // A text, list or code of a row takes at least a byte of some buffer.
  if (rows < 0 || rows > bodyLength) throw new Damaged(`a batch of ${bodyLength} bytes claims ${rows} rows`);
  return rows;
}

/** The values of a dictionary are all made at once, so that they are held against the bytes before. */
function checkDictionary(values: Table | undefined, bodyLength: number): void {
  const rows = checkBatch(values, bodyLength);
  const lengths = values?.longs(1, 16) ?? [];
  const sizes = values?.longs(2, 16, 8) ?? [];
  // Texts have three buffers; the second holds where each begins and ends, 4 or 8 bytes for each.
  const texts = lengths.length === 1 && sizes.length === 3;
  if (texts && lengths[0] !== rows) throw new Damaged(`a dictionary of ${rows} values claims ${lengths[0]}`);
  if (
    lengths.some((length) => length > bodyLength) ||
    (texts && rows > 0 && (sizes[1] ?? 0) < 4 * (rows + 1))
  )
    throw new Damaged(`a dictionary of ${bodyLength} bytes claims more values than it has`);
}

/** Reads the head of a message; throws Damaged for one that cannot be. */
export function messageHead(bytes: Buffer): MessageHead {
  try {
    const message = Table.at(bytes, 0);
    const kind = KINDS[message.byte(1)] ?? 'other';
    const bodyLength = message.long(3);
    if (!Number.isSafeInteger(bodyLength) || bodyLength < 0)
      throw new Damaged('a message has an impossible size');
    const header = message.table(2);
    if (kind === 'schema') {
      if (header === undefined) throw new Damaged('its schema is empty');
      header.tables(2);
      checkFields(header.tables(1), { count: MAX_FIELDS });
    }
    if (kind === 'dictionary') checkDictionary(header?.table(1), bodyLength);
    return { kind, bodyLength, rows: kind === 'batch' ? checkBatch(header, bodyLength) : 0 };
  } catch (error) {
    if (error instanceof RangeError) throw new Damaged('a message points outside of itself');
    throw error;
  }
}
