/** The one reader of a config: its text, where every key stands, what the engine reads, and what TOML 1.0 readers read. */

import type { Origin } from '../../findings/finding.ts';
import { readStandard, type StandardReading } from '../toml.ts';
import { decode } from './decode.ts';
import { type Reading, readDocument } from './document.ts';

/** A config that was read as text; the two readings may differ, and each may refuse it. */
export interface ConfigText {
  /** The path as the user wrote it, or `<stdin>`. */
  readonly name: string;
  /** Every line end is `\n`. */
  readonly text: string;
  readonly engineReads: Reading;
  readonly tomlReads: StandardReading;
  /** Line and column of every key. */
  readonly spots: ReadonlyMap<string, Spot>;
  /** Where every key stands, tables included; also of keys behind a place that the engine's reader refuses. */
  readonly places: ReadonlyMap<string, Origin>;
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

/** The line and column of an offset. */
export function spotOf(text: string, offset: number): Spot {
  const before = text.slice(0, Math.max(0, offset));
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(start)].length + 1 };
}

/** Characters between two offsets, of which none is inside of a character. */
function charactersIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** Line starts, so that many offsets are found in one pass over the text. */
function spotter(text: string): (offset: number) => Spot {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  // Many keys of one long line are asked one after the other: the next column is counted from the last.
  let last = { start: 0, offset: 0, column: 1 };
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    const from = last.start === start && last.offset <= offset ? last : { start, offset: start, column: 1 };
    last = { start, offset, column: from.column + charactersIn(text, from.offset, offset) };
    return { line: low + 1, column: last.column };
  };
}

/** Reads a text. */
export function readConfigText(name: string, given: string): ConfigText {
  const text = given.replace(/\r\n?/g, '\n');
  const engineReads = readDocument(text);
  const spot = spotter(text);
  const spots = new Map([...engineReads.places].map(([key, { start }]) => [key, spot(start)]));
  const places = new Map<string, Origin>();
  for (const [key, place] of spots) places.set(key, { layer: 'file', source: name, ...place });
  return {
    name,
    text,
    engineReads,
    tomlReads: readStandard(text),
    spots,
    places,
    crlf: given.includes('\r\n'),
  };
}

/** Reads bytes; where they are no text, the place and a guess at what they are. */
export function readConfig(name: string, data: Uint8Array): ConfigText | NoText {
  const decoded = decode(data);
  if (!decoded.ok) return decoded;
  const crlf = Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes('\r\n');
  return { ...readConfigText(name, decoded.text), crlf };
}
