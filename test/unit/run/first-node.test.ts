/** The node that failed first, a lost node, a job whose end nobody saw: from an ending and what is known of the nodes. */
import { describe, expect, test } from 'vitest';
import type { Ending } from '../../../src/engine/engine.ts';
import type { NodeEnd } from '../../../src/executors/executor.ts';
import { CLUSTER_KINDS } from '../../../src/executors/slurm/findings.ts';
import { ExitCode } from '../../../src/findings/exit-code.ts';
import type { Finding } from '../../../src/findings/finding.ts';
import { type NodesSeen, onNodes } from '../../../src/run/first-node.ts';

const cause = (line?: number): Finding => ({
  id: 'worker-exception',
  severity: 'error',
  subject: 'rank 3',
  message: 'Rank 3 ended with ValueError.',
  data: line === undefined ? {} : { line },
});
const failing = (line?: number): Ending => ({
  outcome: 'failed',
  exitCode: ExitCode.failed,
  step: { last: 4, planned: 12 },
  rank: 3,
  findings: [cause(line)],
});
const good: Ending = { outcome: 'succeeded', exitCode: ExitCode.ok, step: { last: 12 }, findings: [] };
const stopped: Ending = { ...failing(), outcome: 'terminated', exitCode: ExitCode.terminated };
const end = (node: string, code: number, more: Partial<NodeEnd> = {}): NodeEnd => ({
  node,
  role: 'policy',
  code,
  at: 1,
  ...more,
});
const nodeOf = (line: number) => (line < 10 ? 'n1' : 'n2');

/** For every kind one case in which it is told, and one in which it must not be. */
const CASES: Readonly<
  Record<string, readonly [fail: readonly [Ending, NodesSeen], pass: readonly [Ending, NodesSeen]]>
> = {
  'first-failing-node': [
    [failing(12), { ends: [end('n1', 143)], nodeOf }],
    [stopped, { ends: [], nodeOf }],
  ],
  'node-lost': [
    [failing(12), { ends: [end('n2', 137, { lost: true })], nodeOf }],
    [good, { ends: [end('n2', 137, { lost: true })], nodeOf }],
  ],
  'program-not-started': [
    [
      failing(12),
      { ends: [end('n2', 1, { unstarted: true, said: 'srun: error: Unable to create step' })], nodeOf },
    ],
    // It was asked to end, and did.
    [stopped, { ends: [end('n2', 1, { unstarted: true })], nodeOf }],
  ],
  'job-ended-unseen': [
    [{ ...failing(), outcome: 'abandoned' }, { unseen: 'Slurm says of job 7 of c: FAILED, exit code 9:0' }],
    [failing(12), { nodeOf }],
  ],
};

test.each(CLUSTER_KINDS.map(({ id }) => [id] as const))(
  '%s is told where it holds, and not where it does not',
  (id) => {
    const [fail, pass] = CASES[id] as (typeof CASES)[string];
    expect(onNodes(...fail).ending.findings.map((one) => one.id)).toContain(id);
    expect(onNodes(...pass).ending.findings.map((one) => one.id)).not.toContain(id);
  },
);

describe('the node', () => {
  test('is that of the line of the cause, whatever ended first', () => {
    const { failed, ending } = onNodes(failing(12), { ends: [end('n1', 143), end('n2', 1)], nodeOf });
    expect(failed).toEqual({ node: 'n2', rank: 3 });
    expect(ending.findings.map(({ message }) => message)).toEqual([
      'Rank 3 ended with ValueError.',
      'n2 failed first, with rank 3: its policy ended with exit code 1.',
    ]);
  });

  test('is the first that ended where the log tells no line', () => {
    expect(onNodes(failing(), { ends: [end('n2', 9), end('n1', 143)], nodeOf }).failed?.node).toBe('n2');
  });

  test('a lost node makes the run one that can be tried again, and keeps its code', () => {
    const { ending, lost } = onNodes(failing(3), {
      ends: [end('n1', 1), end('n2', 1, { lost: true })],
      nodeOf,
    });
    expect(lost).toBe(true);
    expect(ending).toMatchObject({ outcome: 'retryable', exitCode: 75 });
  });

  test('is the one whose program was killed, though another node spoke of its closed connection before', () => {
    const { failed, ending } = onNodes(failing(3), { ends: [end('n2', 137), end('n1', 1)], nodeOf });
    expect(failed).toEqual({ node: 'n2' });
    expect(ending.findings[1]?.message).toBe('n2 failed first: its policy ended with exit code 137.');
    // Which end is told first says nothing while they are close; much later it was not the reason.
    const later = (at: number) => ({ ends: [end('n1', 1), end('n2', 137, { at })], nodeOf });
    expect(onNodes(failing(3), later(900)).failed?.node).toBe('n2');
    expect(onNodes(failing(3), later(60_000)).failed?.node).toBe('n1');
  });

  test('so does a program that Slurm did not start, where it is the first to end', () => {
    const refused = end('n2', 1, { unstarted: true, said: 'srun: error: Unable to create step' });
    const { ending, failed, lost } = onNodes(failing(3), { ends: [refused, end('n1', 1)], nodeOf });
    expect([lost, failed]).toEqual([true, { node: 'n2' }]);
    expect(ending).toMatchObject({ outcome: 'retryable', exitCode: 75 });
    expect(ending.findings[0]?.message).toBe(
      'Slurm did not start the policy on n2: srun: error: Unable to create step.',
    );
    expect(onNodes(failing(12), { ends: [end('n1', 1), refused], nodeOf }).ending.outcome).toBe('failed');
  });

  test.each([
    ['SIGTERM', 'terminated', 143],
    ['SIGINT', 'interrupted', 130],
    ['SIGUSR1', 'retryable', 75],
    ['deadline', 'retryable', 75],
  ] as const)('a node that is lost after %s leaves the run %s', (stop, outcome, exitCode) => {
    for (const [why, id] of [
      [{ lost: true }, 'node-lost'],
      [{ unstarted: true }, 'program-not-started'],
    ] as const) {
      const { ending, failed, lost } = onNodes(failing(3), { ends: [end('n2', 1, why)], nodeOf, stop });
      expect([ending.outcome, ending.exitCode, lost, failed]).toEqual([
        outcome,
        exitCode,
        outcome === 'retryable',
        { node: 'n2' },
      ]);
      expect(ending.findings.map((one) => one.id)).toContain(id);
    }
  });

  test('a run of one host is not touched', () => {
    expect(onNodes(failing(3), {})).toEqual({ ending: failing(3), lost: false });
  });
});

test.each<readonly [outcome: Ending['outcome'], stopped: boolean, named: boolean]>([
  ['failed', false, true],
  ['out-of-gpu-memory', true, true],
  ['retryable', false, true],
  ['retryable', true, false],
  ['unverified', false, false],
  ['interrupted', true, false],
])('%s, stopped %s: a node is named %s', (outcome, stopped, named) => {
  const stop = stopped ? { stop: 'deadline' as const } : {};
  const { failed } = onNodes({ ...failing(12), outcome }, { ends: [end('n1', 143)], nodeOf, ...stop });
  expect(failed?.node).toBe(named ? 'n2' : undefined);
});
