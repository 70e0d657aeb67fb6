/** Reads the files of one run, in the order of time, however large they are. */
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { LogReading } from '../../engine.ts';
import { type LogLine, splitLines } from '../../torch/log/lines.ts';

/** One file of a run's log, and how it was named. */
export interface LogFile {
  readonly path: string;
  readonly shown: string;
}

/** Where a line of the joined log stands. */
interface LogPlace {
  readonly shown: string;
  readonly line: number;
}

/** What was read, and where its lines stand. */
export interface JoinedLog {
  readonly bytes: number;
  /** True if more than one byte in a hundred is zero: no text. */
  readonly binary: boolean;
  place(line: number): LogPlace;
}

const GZIP = [0x1f, 0x8b];
const CHUNK = 64 * 1024;

/** The bytes of a file, unpacked if it is a gzip. */
async function* bytesOf(path: string): AsyncIterable<Buffer> {
  const stream = createReadStream(path, { highWaterMark: CHUNK });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  if (first.done === true) return;
  const rest = async function* () {
    yield first.value;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  yield* gzipped(first.value) ? unpacked(rest()) : rest();
}

const gzipped = (bytes: Buffer): boolean => bytes[0] === GZIP[0] && bytes[1] === GZIP[1];

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  const feeding = (async () => {
    for await (const chunk of packed) {
      if (!gunzip.write(chunk)) await new Promise((done) => gunzip.once('drain', done));
    }
    gunzip.end();
  })();
  feeding.catch((error: Error) => gunzip.destroy(error));
  yield* gunzip as AsyncIterable<Buffer>;
}

/** One file while it is joined with others: its next lines, and the time of the newest stamp before them. */
class Source {
  readonly shown: string;
  readonly lines: LogLine[] = [];
  time = 0;
  done = false;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #splitter;

  constructor(shown: string, chunks: AsyncIterable<Buffer>) {
    this.shown = shown;
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#splitter = splitLines((line) => this.lines.push(line));
  }

  /** The next line, read if need be. */
  async peek(): Promise<LogLine | undefined> {
    while (this.lines.length === 0 && !this.done) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        this.done = true;
        this.#splitter.end();
      } else {
        this.#splitter.push(next.value);
      }
      this.lines.reverse();
    }
    return this.lines.at(-1);
  }
}

/** Joins sources by the time that their lines carry; a line without one stays behind the line before it. */
async function joinByTime(
  sources: readonly Source[],
  stampOf: LogReading['stampOf'],
  emit: (line: LogLine, source: Source) => void,
): Promise<void> {
  const open = new Set(sources);
  const settle = async (source: Source) => {
    const line = await source.peek();
    if (line === undefined) open.delete(source);
    else source.time = stampOf(line.text) ?? source.time;
  };
  for (const source of sources) await settle(source);
  while (open.size > 0) {
    const [source] = [...open].sort((a, b) => a.time - b.time || sources.indexOf(a) - sources.indexOf(b));
    if (source === undefined) return;
    const until = source.time;
    // The lines of one moment stay together: a traceback has no stamps.
    do {
      const line = source.lines.pop();
      if (line !== undefined) emit(line, source);
      await settle(source);
    } while (open.has(source) && source.time <= until);
  }
}

/** A file, or bytes that are already here. */
export type LogInput = LogFile | { readonly shown: string; readonly bytes: Buffer };

/** How the log begins, for those who ask whose it is: what of it can be read. */
export function beginningOf(input: LogInput): string {
  const bytes = Buffer.alloc(CHUNK);
  let head: Buffer;
  if ('bytes' in input) head = input.bytes.subarray(0, CHUNK);
  else {
    const file = openSync(input.path, 'r');
    try {
      // A pipe has only one beginning: it is left to the reading itself.
      head = fstatSync(file).isFile()
        ? bytes.subarray(0, readSync(file, bytes, 0, CHUNK, 0))
        : bytes.subarray(0, 0);
    } finally {
      closeSync(file);
    }
  }
  try {
    return (gzipped(head) ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head).toString(
      'utf8',
    );
  } catch {
    return '';
  }
}

/** Reads files, or bytes that are already here, as the log of one run, into what an engine makes of it. */
export async function readLogs(
  inputs: readonly LogInput[],
  { observe, stampOf }: LogReading,
): Promise<JoinedLog> {
  let bytes = 0;
  let zeros = 0;
  let looked = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    const part = chunk.subarray(0, Math.max(0, 65_536 - looked));
    looked += part.length;
    for (const byte of part) if (byte === 0) zeros += 1;
  };
  const binary = () => zeros > Math.min(bytes, 65_536) / 100;
  const allOf = (input: (typeof inputs)[number]): AsyncIterable<Buffer> => {
    if (!('bytes' in input)) return bytesOf(input.path);
    const whole = (async function* () {
      if (input.bytes.length > 0) yield input.bytes;
    })();
    return gzipped(input.bytes) ? unpacked(whole) : whole;
  };
  const chunksOf = async function* (input: (typeof inputs)[number]): AsyncIterable<Buffer> {
    for await (const chunk of allOf(input)) {
      count(chunk);
      // What is no text at its beginning is not read to its end, which may be terabytes of nothing.
      if (looked === 65_536 && binary()) return;
      yield chunk;
    }
  };
  const [only, second] = inputs;
  const parts: { from: number; shown: string; line: number }[] = [];
  if (only !== undefined && second === undefined) {
    const splitter = splitLines(observe);
    for await (const chunk of chunksOf(only)) splitter.push(chunk);
    splitter.end();
  } else {
    let next = 0;
    let last: { shown: string; line: number } | undefined;
    const sources = inputs.map((input) => new Source(input.shown, chunksOf(input)));
    await joinByTime(sources, stampOf, (line, { shown }) => {
      const same = last?.shown === shown;
      if (!same || last?.line !== line.number) next += 1;
      if (!same) parts.push({ from: next, shown, line: line.number });
      last = { shown, line: line.number };
      observe({ ...line, number: next });
    });
  }
  return {
    bytes,
    binary: binary(),
    place(line) {
      const part = parts.findLast(({ from }) => from <= line);
      if (part === undefined) return { shown: only?.shown ?? 'log', line };
      return { shown: part.shown, line: part.line + line - part.from };
    },
  };
}
