/**
 * Holds the lengths that a batch claims against its buffers, at every level: the library makes as many items as it is told
 * there are, and takes the whole buffer for a text whose ends are missing.
 */
import type { ColumnType } from './column-type.ts';
import { Damaged } from './flatbuffer.ts';

/** What the library makes of a part of a column; what there is depends on the type. */
interface BatchParts {
  readonly type: ColumnType;
  readonly length: number;
  readonly offsets?: ArrayLike<number | bigint>;
  readonly values?: ArrayLike<unknown>;
  readonly children?: readonly BatchParts[];
}

const NULL = 1;
/** Values without a buffer, so that nothing holds their number. */
const MAX_NULLS = 10_000_000;

/** The end of the last list, whose beginnings and ends must go up. */
function lastOffset(offsets: ArrayLike<number | bigint>, length: number): number {
  let before = 0;
  for (let place = 0; place <= length; place += 1) {
    const offset = Number(offsets[place]);
    if (offset < before) throw new Damaged('the lists of a batch overlap');
    before = offset;
  }
  return before;
}

/** Items that the children of a batch must have. */
function itemsAsked({ type, length, offsets }: BatchParts): number {
  return offsets === undefined ? length * (type.stride ?? 1) : lastOffset(offsets, length);
}

/** Throws Damaged for a batch that claims more than it has. */
export function checkLengths(batch: BatchParts): void {
  const { type, length, offsets, values, children } = batch;
  if (!(length >= 0) || (type.stride ?? 0) < 0) throw new Damaged('a column has an impossible length');
  const lacks =
    type.typeId === NULL
      ? length > MAX_NULLS
      : offsets !== undefined
        ? offsets.length < length + 1 && length > 0
        : // A byte of values holds eight of them at most.
          children === undefined && (values?.length ?? 0) * 8 < length;
  if (lacks) throw new Damaged(`a column of ${length} values has not as many`);
  if (children === undefined) return;
  const asked = length === 0 ? 0 : itemsAsked(batch);
  for (const child of children) {
    if (child.length < asked) throw new Damaged('a list of a batch is longer than its items');
    checkLengths(child);
  }
}
