/** One config file as text, as the engine's table, and as places: what `check` looks at. */
import type { Origin } from '../../../findings/finding.ts';
import { decode } from './decode.ts';
import { type Reading, readDocument } from './document.ts';

/** A file that was read; `reading` says whether the engine can. */
export interface Source {
  /** The path as the user wrote it, or `<stdin>`. */
  readonly name: string;
  /** Every line end is `\n`. */
  readonly text: string;
  readonly reading: Reading;
  /** Whether the file's own line ends are `\r\n`. */
  readonly crlf: boolean;
}

/** Where an offset stands; both count from 1, columns in characters. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Why bytes are no text. */
export interface NoText extends Spot {
  readonly guess: string;
}

/** Reads bytes as the engine does. */
export function readSource(name: string, data: Uint8Array): Source | NoText {
  const decoded = decode(data);
  if (!decoded.ok) return decoded;
  const crlf = Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes('\r\n');
  return { name, text: decoded.text, reading: readDocument(decoded.text), crlf };
}

/** The line and column of an offset. */
export function spotOf(text: string, offset: number): Spot {
  const before = text.slice(0, Math.max(0, offset));
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(start)].length + 1 };
}

/** Line starts, so that many offsets are found in one pass over the text. */
function spotter(text: string): (offset: number) => Spot {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: [...text.slice(starts[low], offset)].length + 1 };
  };
}

/** The origin of every key of the file, tables included. */
export function originsOf(source: Source): ReadonlyMap<string, Origin> {
  const spot = spotter(source.text);
  return new Map(
    [...source.reading.places].map(([key, { start }]) => [
      key,
      { layer: 'file', source: source.name, ...spot(start) },
    ]),
  );
}
