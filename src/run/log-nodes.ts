/** Who wrote which line of the merged log of a run on several nodes, as log-nodes.ndjson keeps it. */
import type { LogSpan } from '../executors/slurm/merge.ts';
import { numberAt, objectIn, textAt } from '../json/object.ts';
import { readText } from '../json/read.ts';
import type { RunFiles } from './files.ts';
import { tailOf } from './tail.ts';

const LARGEST = 64 * 2 ** 20;

/** One line of the file; `undefined` where something else stands there. */
function spanIn(line: string): LogSpan | undefined {
  const value = objectIn(line);
  const [at, node] = [numberAt(value, 'line'), textAt(value, 'node')];
  return at === undefined || node === undefined
    ? undefined
    : { line: at, node, role: textAt(value, 'role') ?? '' };
}

/** The spans in the order of their lines; none where the run was of one host, or the file cannot be read. */
function logSpans(files: RunFiles): readonly LogSpan[] {
  const text = readText(files.logNodes, LARGEST);
  return typeof text === 'string' ? text.split('\n').flatMap((line) => spanIn(line) ?? []) : [];
}

/** The span of a line, counted from 1. */
function spanOf(spans: readonly LogSpan[], line: number): LogSpan | undefined {
  return spans.findLast((span) => span.line <= line);
}

/** The node that wrote a line. */
export function nodeInIndex(files: RunFiles, line: number): string | undefined {
  return spanOf(logSpans(files), line)?.node;
}

/** Who wrote the lines of a log that grows, asked in their order. */
export function followNodes(files: RunFiles): {
  /** Reads what is new; after the log, whose spans are written before its lines. */
  refresh(): void;
  nodeOf(line: number): string | undefined;
  close(): void;
} {
  const tail = tailOf(files.logNodes);
  const spans: LogSpan[] = [];
  let carry = '';
  let at = -1;
  return {
    refresh() {
      tail.read((chunk) => {
        const lines = `${carry}${chunk.toString('utf8')}`.split('\n');
        carry = lines.pop() ?? '';
        spans.push(...lines.flatMap((line) => spanIn(line) ?? []));
      });
    },
    nodeOf(line) {
      while ((spans[at + 1]?.line ?? Number.POSITIVE_INFINITY) <= line) at += 1;
      return spans[at]?.node;
    },
    close: tail.close,
  };
}
