/** Asks a cluster about a job that is about to be handed in; nothing is queued but a look at paths that takes a second. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../host/ask.ts';
import type { Fact } from '../../host/facts.ts';
import { programPath } from '../../host/program-path.ts';
import type { Io } from '../../io.ts';
import type { ClusterFacts, ClusterNeed, Partition, TestOnly } from './facts.ts';
import { lookFromNodes, plainWords } from './look.ts';
import { partitionsIn, SINFO_FORMAT } from './partitions.ts';

/** What to ask. */
interface ClusterQuestion {
  /** The text of the batch script; without one it is not asked about. */
  readonly script?: string;
  /** Options of srun that get the same nodes; without them the nodes are not asked. */
  readonly nodes?: readonly string[];
}

const TIMEOUT_MS = 20_000;
const NOT_TAKEN = { ok: false, reason: 'Slurm would not take the job' } as const;
const NOT_DOCTOR = { ok: false, reason: '`cookbook-run doctor --on slurm` asks the nodes' } as const;
const NOT_NOW = { ok: false, reason: 'asked when the job is handed in' } as const;

type Surroundings = Pick<Io, 'env' | 'cwd'>;

async function partitionsHere({ env, cwd }: Surroundings): Promise<Fact<readonly Partition[]>> {
  const answer = await ask('sinfo', ['-h', '-o', SINFO_FORMAT], { env, cwd, timeoutMs: TIMEOUT_MS });
  return answer.kind === 'answered'
    ? { ok: true, value: partitionsIn(answer.stdout) }
    : { ok: false, reason: answer.detail };
}

async function testOnly(script: string, { env, cwd }: Surroundings): Promise<Fact<TestOnly>> {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-run-test-only-'));
  const file = join(folder, 'job.sh');
  try {
    writeFileSync(file, script, { mode: 0o600 });
    const answer = await ask('sbatch', ['--test-only', file], { env, cwd, timeoutMs: TIMEOUT_MS });
    if (answer.kind === 'failed')
      return { ok: true, value: { accepted: false, said: plainWords(answer.last ?? answer.detail) } };
    if (answer.kind !== 'answered') return { ok: false, reason: answer.detail };
    const said = plainWords(answer.stderr.trim().split('\n').at(-1) ?? '');
    const start = /to start at (\S+)/.exec(said)?.[1];
    return { ok: true, value: { accepted: true, said, ...(start === undefined ? {} : { start }) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything that can be known now; where Slurm does not answer nothing else is asked. */
export async function probeCluster(
  need: ClusterNeed,
  { script, nodes }: ClusterQuestion,
  io: Surroundings,
): Promise<ClusterFacts> {
  const silent = (why: string): ClusterFacts => {
    const unknown = { ok: false, reason: 'Slurm does not answer here' } as const;
    return {
      slurm: { answers: false, why },
      partitions: unknown,
      testOnly: unknown,
      sight: unknown,
      nodes: unknown,
    };
  };
  for (const name of ['sbatch', 'sinfo', 'srun'])
    if ((await programPath(name, io)) === undefined) return silent(`${name} is not on PATH`);
  const partitions = await partitionsHere(io);
  if (!partitions.ok) return silent(partitions.reason);
  const taken = script === undefined ? NOT_NOW : await testOnly(script, io);
  const look = { options: nodes ?? [], folder: need.folder, paths: need.paths };
  return {
    slurm: { answers: true, why: '' },
    partitions,
    testOnly: taken,
    sight:
      nodes === undefined
        ? NOT_NOW
        : taken.ok && !taken.value.accepted
          ? NOT_TAKEN
          : await lookFromNodes(look, need.nodes, io),
    nodes: NOT_DOCTOR,
  };
}
