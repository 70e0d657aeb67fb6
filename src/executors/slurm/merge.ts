/** The output of many programs as one log in the order of arrival, a file for each beside it, and who wrote which line. */
import { appendFileSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Where a line came from. */
export interface LogSource {
  readonly node: string;
  readonly role: string;
}

/** From this line on, until the next entry, lines are of this source. */
export interface LogSpan extends LogSource {
  readonly line: number;
}

/** Text kept back for an end of line: a progress bar has none for minutes. */
const LONGEST = 64 * 1024;
/** Kept for a disk that is full: then the newest words count. */
const MOST_WAITING = 8 * 1024 * 1024;

/** A file that is written as far as the disk lets us; what it did not take is tried again with the next text. */
function patientFile(path: string): (text: string) => void {
  let waiting = '';
  return (text) => {
    waiting = (waiting + text).slice(-MOST_WAITING);
    try {
      appendFileSync(path, waiting, { mode: 0o600 });
      waiting = '';
    } catch {
      // full, or gone: those who read from memory go on
    }
  };
}

/** The merged log. */
interface MergedLog {
  /** A taker of one program's output; `end` where it ends. */
  source(from: LogSource, file: string): { push(bytes: Buffer): void; end(): void };
  /** A line of our own. */
  say(text: string, from: LogSource): void;
  /** Hands over what has come since the last time, whether or not a disk took it: see LogOutput. */
  read(take: (bytes: Buffer) => void, most?: number): number;
  /** Who wrote a line, counted from 1. */
  sourceOf(line: number): LogSource | undefined;
  readonly lines: number;
}

/** A merged log in `path`; `index` takes the spans, one JSON object a line. */
export function mergedLog(path: string, index: string): MergedLog {
  const toLog = patientFile(path);
  const toIndex = patientFile(index);
  const spans: LogSpan[] = [];
  let fresh: Buffer[] = [];
  let left = 0;
  let lines = 0;

  const add = (text: string, { node, role }: LogSource) => {
    const last = spans.at(-1);
    if (last?.node !== node || last.role !== role) {
      const span = { line: lines + 1, node, role };
      spans.push(span);
      toIndex(`${JSON.stringify(span)}\n`);
    }
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
    const bytes = Buffer.from(text);
    fresh.push(bytes);
    left += bytes.length;
    toLog(text);
  };
  return {
    source(from, file) {
      const decoder = new StringDecoder('utf8');
      const own = patientFile(file);
      let carry = '';
      const pass = (text: string) => {
        if (text === '') return;
        own(text);
        add(text, from);
      };
      return {
        push(bytes) {
          carry += decoder.write(bytes);
          const end = carry.lastIndexOf('\n') + 1;
          pass(carry.slice(0, end));
          carry = carry.slice(end);
          if (carry.length < LONGEST) return;
          pass(`${carry}\n`);
          carry = '';
        },
        end() {
          carry += decoder.end();
          pass(carry === '' ? '' : `${carry}\n`);
          carry = '';
        },
      };
    },
    say: (text, from) => add(`${text}\n`, from),
    read(take, most = Number.POSITIVE_INFINITY) {
      let count = 0;
      for (let taken = 0; count < fresh.length && taken < most; count += 1) {
        const bytes = fresh[count] as Buffer;
        take(bytes);
        taken += bytes.length;
        left -= bytes.length;
      }
      fresh = fresh.slice(count);
      return left;
    },
    sourceOf: (line) => spans.findLast((span) => span.line <= line),
    get lines() {
      return lines;
    },
  };
}
