/** Every check of a job has a cluster that fails it and one, as near as can be, that passes. */
import { describe, expect, test } from 'vitest';
import { remediesOf, type Severity } from '../../../src/findings/finding.ts';
import type { HostFacts } from '../../../src/host/facts.ts';
import { freePorts } from '../../../src/plan/ports.ts';
import { runClusterChecks } from '../../../src/preflight/cluster/check.ts';
import { CLUSTER_CHECKS } from '../../../src/preflight/cluster/checks/index.ts';
import type { ClusterFacts, ClusterNeed, NodeReport } from '../../../src/preflight/cluster/facts.ts';
import { linksTo, listenOn } from '../../../src/preflight/cluster/links.ts';
import { partitionsIn } from '../../../src/preflight/cluster/partitions.ts';
import { host, known, spoil } from './hosts.ts';

const SINFO = `gpu*|up|1-00:00:00|n/a|4|gpu:h100:8(S:0-1)|idle
gpu*|up|1-00:00:00|n/a|2|gpu:h100:8(S:0-1)|down*
short|up|1:00:00|30:00|16|gpu:a100:4,shard:8|mixed
cpu|up|infinite|n/a|100|(null)|idle
old|down|infinite|n/a|8|gpu:8|drained
`;

const FACTS: ClusterFacts = {
  slurm: { answers: true, why: '' },
  partitions: { ok: true, value: partitionsIn(SINFO) },
  testOnly: { ok: true, value: { accepted: true, said: '', start: '2026-11-29T08:00:00' } },
  sight: { ok: true, value: [{ node: 'n1', marker: true, missing: [] }] },
  nodes: { ok: true, value: [] },
};

const host1 = await host('h100x8');
const node = (name: string, more: Partial<NodeReport> = {}): NodeReport => ({
  node: name,
  index: Number(name.slice(1)) - 1,
  driver: '580.1',
  facts: host1,
  links: [{ name: 'rendezvous', port: 20_001, ok: true }],
  reduce: { ok: true, value: { backend: 'nccl', ranks: 16, bytes: 1, seconds: 1 } },
  ...more,
});
const engine = known(host1.engine);
const nodes = (...value: readonly NodeReport[]) => ({ ...FACTS, nodes: { ok: true, value } as const });
const unknownEngine: HostFacts = { ...host1, engine: { ok: false, reason: 'not there' } };
const FAILED = { backend: 'nccl', ranks: 0, bytes: 0, seconds: 0, failed: 'DistBackendError: no route' };

const NEED: ClusterNeed = {
  nodes: 2,
  gpusPerNode: 8,
  signalSeconds: 720,
  stopSeconds: 600,
  maxRequeues: 3,
  checkpoints: true,
  folder: '/home/a/runs',
  paths: [{ path: '/data/blend', what: 'the dataset' }],
};

const H = 3600;
const need = (more: Partial<ClusterNeed>): ClusterNeed => ({ ...NEED, ...more });
const facts = (more: Partial<ClusterFacts>): ClusterFacts => ({ ...FACTS, ...more });

type Scene = readonly [facts: ClusterFacts, need: ClusterNeed];
interface Case {
  readonly fails: Scene;
  readonly passes: Scene;
  readonly says: string;
  readonly help?: string;
  readonly as?: Severity;
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'slurm-unreachable': [
    {
      fails: [facts({ slurm: { answers: false, why: 'sbatch is not on PATH' } }), NEED],
      passes: [FACTS, NEED],
      says: 'Slurm does not answer here: sbatch is not on PATH.',
    },
  ],
  'partition-unknown': [
    {
      fails: [FACTS, need({ partition: 'gup' })],
      passes: [FACTS, need({ partition: 'gpu,short' })],
      says: 'There is no partition gup.',
      help: '--partition gpu',
    },
    {
      fails: [FACTS, need({ partition: 'old' })],
      passes: [FACTS, need({ partition: 'short' })],
      says: 'The partition old takes no jobs now.',
      as: 'warning',
    },
    {
      fails: [
        facts({ partitions: { ok: true, value: partitionsIn(SINFO.replaceAll('gpu*|', 'gpu|')) } }),
        NEED,
      ],
      passes: [FACTS, NEED],
      says: 'No partition is named, and the cluster has no standard one.',
    },
  ],
  'cluster-too-small': [
    {
      fails: [FACTS, need({ nodes: 7 })],
      passes: [FACTS, need({ nodes: 6 })],
      says: 'gpu has 6 nodes with 8 GPUs (gpu), and 7 are asked for.',
      help: '--nodes 6, or another partition',
    },
    {
      fails: [FACTS, need({ partition: 'short' })],
      passes: [FACTS, need({ partition: 'short', gpusPerNode: 4 })],
      says: 'No node of short has 8 GPUs (gpu); the most is 4.',
      help: '--gpus 4',
    },
    {
      fails: [FACTS, need({ gres: 'gpu:a100' })],
      passes: [FACTS, need({ gres: 'gpu:h100' })],
      says: 'No node of gpu has the resource gpu:a100.',
      help: 'gpu:h100',
    },
    {
      fails: [FACTS, need({ partition: 'cpu' })],
      passes: [FACTS, need({ partition: 'cpu,gpu' })],
      says: 'No node of cpu has the resource gpu.',
    },
  ],
  'job-not-accepted': [
    {
      fails: [
        facts({ testOnly: { ok: true, value: { accepted: false, said: 'Invalid account specified' } } }),
        NEED,
      ],
      passes: [FACTS, NEED],
      says: 'Slurm would not take the job: Invalid account specified.',
    },
  ],
  'time-limit-too-short': [
    {
      fails: [FACTS, need({ time: '2-00:00:00' })],
      passes: [FACTS, need({ time: '1-00:00:00' })],
      says: 'The time limit of 2-00:00:00 is above the 1-00:00:00 of gpu.',
      help: '--time 1-00:00:00',
    },
    {
      fails: [FACTS, need({ time: '10:00' })],
      passes: [FACTS, need({ time: '1:00:00' })],
      says: 'The time limit of 00:10:00 leaves no time to train',
    },
    {
      fails: [FACTS, need({ time: '8:00:00', seconds: 40 * H })],
      passes: [FACTS, need({ time: '8:00:00', seconds: 7 * H })],
      says: 'it needs to be queued again 5 times, and 3 are allowed.',
      help: '--max-requeues 5',
    },
    {
      fails: [FACTS, need({ time: '8:00:00', seconds: 9 * H, checkpoints: false })],
      passes: [FACTS, need({ time: '10:00:00', seconds: 9 * H, checkpoints: false })],
      says: 'and it writes no checkpoint to go on from.',
      help: '--time 09:17:00',
    },
    {
      fails: [FACTS, need({ time: '8:00:00', seconds: 20 * H })],
      passes: [FACTS, need({ time: '21:00:00', seconds: 20 * H })],
      says: 'it will save, be queued again and go on, about 2 times.',
      as: 'info',
    },
    {
      // What the partition gives a job that asks for none.
      fails: [FACTS, need({ partition: 'short', gpusPerNode: 4, seconds: 4 * H })],
      passes: [FACTS, need({ partition: 'gpu', seconds: 4 * H })],
      says: 'with a limit of 00:30:00 it needs to be queued again 18 times',
    },
    {
      fails: [FACTS, need({ saveSeconds: 900 })],
      passes: [FACTS, need({ saveSeconds: 500 })],
      says: 'A save takes about 00:15:00, and a stop waits 00:10:00 for it.',
      help: '--stop-timeout 1380',
    },
  ],
  'folder-not-shared': [
    {
      fails: [
        facts({
          sight: {
            ok: true,
            value: [
              { node: 'n1', marker: true, missing: [] },
              { node: 'n2', marker: false, missing: [] },
            ],
          },
        }),
        NEED,
      ],
      passes: [FACTS, NEED],
      says: 'n2 does not see what is written into /home/a/runs here.',
    },
  ],
  'path-not-on-node': [
    {
      fails: [
        facts({ sight: { ok: true, value: [{ node: 'n2', marker: true, missing: ['/data/blend'] }] } }),
        NEED,
      ],
      passes: [FACTS, NEED],
      says: 'the dataset /data/blend is not on n2.',
    },
  ],
  'nodes-differ': [
    {
      fails: [nodes(node('n1'), node('n2', { driver: '570.2' })), NEED],
      passes: [nodes(node('n1'), node('n2')), NEED],
      says: 'The nodes differ in the driver of the GPUs: 580.1 on n1; 570.2 on n2.',
      as: 'warning',
    },
    {
      fails: [
        nodes(node('n1'), node('n2', { facts: spoil(host1, 'engine', { ...engine, version: '0.3.9' }) })),
        NEED,
      ],
      passes: [nodes(node('n1')), NEED],
      says: 'The nodes differ in the version of the engine',
    },
    {
      fails: [
        nodes(
          node('n1'),
          node('n2', {
            facts: spoil(host1, 'engine', { ...engine, packages: { ...engine.packages, torch: '1' } }),
          }),
          node('n3'),
        ),
        NEED,
      ],
      // What is not known on a node is no difference.
      passes: [nodes(node('n1'), node('n2', { facts: unknownEngine })), NEED],
      says: 'on n1, n3; 1 on n2.',
      as: 'warning',
    },
  ],
  'port-closed-between-nodes': [
    {
      fails: [
        nodes(
          node('n1'),
          node('n2', {
            links: [{ name: 'rendezvous', port: 20_001, ok: false, why: 'the connection is refused' }],
          }),
        ),
        NEED,
      ],
      passes: [nodes(node('n1'), node('n2')), NEED],
      says: 'n2 cannot reach port 20001 (rendezvous) of n1: the connection is refused.',
    },
  ],
  'all-reduce-failing': [
    {
      fails: [nodes(node('n1'), node('n2', { reduce: { ok: true, value: FAILED } })), NEED],
      passes: [nodes(node('n1'), node('n2')), NEED],
      says: 'The sum over all ranks by nccl failed on n2: DistBackendError: no route.',
      help: 'NCCL_DEBUG=INFO',
    },
  ],
};

test('every check has its cases', () =>
  expect(Object.keys(CASES).sort()).toEqual(CLUSTER_CHECKS.map(({ id }) => id).sort()));

describe.each(CLUSTER_CHECKS.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test.each((CASES[id] ?? []).map((one) => [one.says, one] as const))('%s', (says, one) => {
    const { findings, skipped } = runClusterChecks([check], ...one.fails);
    expect(skipped).toEqual([]);
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(says)]);
    const [finding] = findings;
    expect(finding?.severity).toBe(one.as ?? 'error');
    expect(finding === undefined ? [] : remediesOf(finding)).not.toEqual([]);
    expect(finding?.help ?? '').toContain(one.help ?? '');
    expect(runClusterChecks([check], ...one.passes)).toEqual({ findings: [], skipped: [] });
  });
});

test("where a check says what it is about, Slurm's own no is not told beside it", () => {
  const refused = facts({
    testOnly: { ok: true, value: { accepted: false, said: 'Requested node configuration is not available' } },
  });
  const ids = (asked: ClusterNeed) =>
    runClusterChecks(CLUSTER_CHECKS, refused, asked).findings.map((finding) => finding.id);
  expect(ids(need({ nodes: 9 }))).toEqual(['cluster-too-small']);
  expect(ids(NEED)).toEqual(['job-not-accepted']);
});

test('a silent Slurm is one finding, and everything else was not looked at', () => {
  const unknown = { ok: false, reason: 'Slurm does not answer here' } as const;
  const silent: ClusterFacts = {
    slurm: { answers: false, why: 'sbatch is not on PATH' },
    partitions: unknown,
    testOnly: unknown,
    sight: unknown,
    nodes: unknown,
  };
  const { findings, skipped } = runClusterChecks(CLUSTER_CHECKS, silent, NEED);
  expect(findings.map(({ id }) => id)).toEqual(['slurm-unreachable']);
  expect(skipped.length).toBe(CLUSTER_CHECKS.length - 1);
});

test('sinfo is read with its marks and brackets', () => {
  const [gpu, short, cpu] = partitionsIn(SINFO);
  expect(gpu).toEqual({
    name: 'gpu',
    standard: true,
    up: true,
    limit: 86_400,
    groups: [
      { nodes: 4, gpus: [{ gres: 'gpu:h100', count: 8 }], state: 'idle' },
      { nodes: 2, gpus: [{ gres: 'gpu:h100', count: 8 }], state: 'down' },
    ],
  });
  expect([short?.limit, short?.standardLimit]).toEqual([3600, 1800]);
  expect([cpu?.limit, cpu?.groups[0]?.gpus]).toEqual([undefined, []]);
});

test('without torch on a node the sum was not tried, which is no pass', () => {
  const without = nodes(node('n1'), node('n2', { reduce: { ok: false, reason: 'torch is not there' } }));
  expect(runClusterChecks(CLUSTER_CHECKS, without, NEED).skipped).toEqual([
    { id: 'all-reduce-failing', reason: 'n2: torch is not there' },
  ]);
});

describe('ports between nodes, with real sockets', () => {
  test('every port is reached, and nothing listens afterwards', async () => {
    const ports = await freePorts(['a', 'b']);
    const listening = await listenOn(ports);
    const [links] = await Promise.all([linksTo('127.0.0.1', ports, 2000), listening.heard(1, 2000)]);
    expect(links.map(({ name, ok }) => [name, ok])).toEqual([
      ['a', true],
      ['b', true],
    ]);
    expect(await linksTo('127.0.0.1', ports, 1)).toMatchObject([
      { ok: false, why: 'the connection is refused' },
      { ok: false, why: 'the connection is refused' },
    ]);
  });

  test('a port that something else has is said, and one that comes late is waited for', async () => {
    const ports = await freePorts(['a', 'b']);
    const first = await listenOn({ a: ports['a'] ?? 0 });
    const second = await listenOn({ a: ports['a'] ?? 0 });
    expect([[...first.busy], [...second.busy]]).toEqual([[], [ports['a']]]);
    const late = linksTo('127.0.0.1', { b: ports['b'] ?? 0 }, 5000);
    await new Promise((done) => setTimeout(done, 400));
    const third = await listenOn({ b: ports['b'] ?? 0 });
    await third.heard(1, 5000);
    expect((await late)[0]?.ok).toBe(true);
    await first.heard(0, 0);
  });
});
