/** Turns the bytes of an engine log into logical lines, however the bytes arrive. */
import { StringDecoder } from 'node:string_decoder';

/** One logical line: `number` counts the `\n`-terminated lines of the file from 1, as an editor shows them. */
export interface LogLine {
  readonly number: number;
  /** The local rank of torchrun's tee prefix `[rankN]:`; absent for the launchers themselves. */
  readonly rank?: number;
  /** True where torch's exception hook wrote a second `[rankN]:`: the process ended with what follows. */
  readonly hooked?: true;
  readonly text: string;
}

/** Takes chunks and hands each complete logical line to `emit`. */
interface LineSplitter {
  push(chunk: Buffer): void;
  /** The file ends here: an unfinished last line counts. */
  end(): void;
}

/** Characters kept of one physical line; the rest is dropped, so that a log without newlines costs no memory. */
export const LONGEST_LINE = 64 * 1024;

const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
// A rank whose progress bar has no newline yet makes the next rank's prefix appear mid-line.
const NEXT_RANK = /(?=\[rank\d+\]:)/;
const BRACKET = '['.charCodeAt(0);
const PREFIX = /^\[rank(\d+)\]:/;

/** Strips the `[rankN]:` prefixes (torch's own exception hook adds a second one) and says which rank it was. */
function ranked(segment: string, number: number): LogLine {
  if (segment.charCodeAt(0) !== BRACKET) return { number, text: segment };
  let text = segment;
  let rank: number | undefined;
  let prefixes = 0;
  for (let match = PREFIX.exec(text); match !== null; match = PREFIX.exec(text)) {
    rank ??= Number(match[1]);
    prefixes += 1;
    text = text.slice(match[0].length);
    // The exception hook writes `[rank0]: Traceback`, with a space that is not the traceback's own.
    if (/^ (?:\S|\s{2}|\[rank)/.test(text)) text = text.slice(1);
  }
  if (rank === undefined) return { number, text };
  return prefixes > 1 ? { number, rank, hooked: true, text } : { number, rank, text };
}

/** The logical lines of one physical segment (no `\r` or `\n` inside). */
function logicalLines(segment: string, number: number): LogLine[] {
  const plain = segment.includes('\u001b') ? segment.replace(ANSI, '') : segment;
  if (!plain.includes('[rank', 1)) return [ranked(plain, number)];
  const parts: string[] = [];
  for (const part of plain.split(NEXT_RANK)) {
    const last = parts.at(-1);
    // `[rank0]:[rank0]: Traceback` is one line with two prefixes, not an empty line and another.
    if (last !== undefined && /^(?:\[rank\d+\]:\s?)+$/.test(last)) parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts.map((part) => ranked(part, number));
}

/** A splitter with bounded memory: any chunking of the same bytes gives the same lines. */
export function splitLines(emit: (line: LogLine) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let carry = '';
  let number = 1;
  let afterReturn = false;

  function keep(piece: string): void {
    if (carry.length < LONGEST_LINE) carry += piece.slice(0, LONGEST_LINE - carry.length);
  }
  function flush(): void {
    for (const line of logicalLines(carry, number)) emit(line);
    carry = '';
  }
  function take(text: string): void {
    let start = 0;
    let newline = text.indexOf('\n');
    let ret = text.indexOf('\r');
    while (newline !== -1 || ret !== -1) {
      const isReturn = newline === -1 || (ret !== -1 && ret < newline);
      const at = isReturn ? ret : newline;
      keep(text.slice(start, at));
      start = at + 1;
      // `\r\n` is one break; a lone `\r` (progress bar) ends a logical line within the physical one.
      if (isReturn || !afterReturn || carry !== '') flush();
      if (isReturn) ret = text.indexOf('\r', start);
      else {
        newline = text.indexOf('\n', start);
        number += 1;
      }
      afterReturn = isReturn;
    }
    if (start < text.length) {
      keep(text.slice(start));
      afterReturn = false;
    }
  }
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (carry !== '') flush();
    },
  };
}

/** All logical lines of a text that is already in memory. */
export function linesOf(text: string): LogLine[] {
  const lines: LogLine[] = [];
  const splitter = splitLines((line) => lines.push(line));
  splitter.push(Buffer.from(text));
  splitter.end();
  return lines;
}
