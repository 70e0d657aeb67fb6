/** Answers of nodes through srun, which mixes long lines of two nodes. */
import { describe, expect, it } from 'vitest';
import { nodeLines, nodeReports } from '../../../src/preflight/cluster/ask-nodes.ts';

const report = (index: number) =>
  ({ node: `n${index}`, index, facts: { text: `ä ${'x'.repeat(5000)}` } }) as never;

describe('nodeReports', () => {
  it('reads answers whose lines are mixed, beside what a profile prints', () => {
    const [first, second] = [nodeLines(report(0)).split('\n'), nodeLines(report(1)).split('\n')];
    const mixed = second.flatMap((line, at) => ['module loaded', line, first[at] ?? '']).join('\n');
    expect(nodeReports(mixed)).toEqual([report(0), report(1)]);
    for (const line of first) expect(Buffer.byteLength(line)).toBeLessThan(500);
  });

  it('an answer that is cut is none', () => {
    expect(nodeReports(nodeLines(report(0)).slice(0, 900))).toEqual([]);
  });
});
