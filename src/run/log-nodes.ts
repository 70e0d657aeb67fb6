/** Who wrote which line of the merged log of a run on several nodes, as log-nodes.ndjson keeps it. */
import type { LogSpan } from '../executors/slurm/merge.ts';
import { readText } from '../json/read.ts';
import type { RunFiles } from './files.ts';

const LARGEST = 64 * 2 ** 20;

/** The spans in the order of their lines; none where the run was of one host, or the file cannot be read. */
function logSpans(files: RunFiles): readonly LogSpan[] {
  const text = readText(files.logNodes, LARGEST);
  if (typeof text !== 'string') return [];
  return text.split('\n').flatMap((line): LogSpan[] => {
    try {
      const value = JSON.parse(line) as Partial<LogSpan>;
      return typeof value.line === 'number' && typeof value.node === 'string'
        ? [{ line: value.line, node: value.node, role: value.role ?? '' }]
        : [];
    } catch {
      return [];
    }
  });
}

/** The span of a line, counted from 1. */
function spanOf(spans: readonly LogSpan[], line: number): LogSpan | undefined {
  return spans.findLast((span) => span.line <= line);
}

/** The node that wrote a line. */
export function nodeInIndex(files: RunFiles, line: number): string | undefined {
  return spanOf(logSpans(files), line)?.node;
}
