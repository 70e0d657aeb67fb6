/** One sum over the ranks of all nodes, by the library that training would use. */
import { join } from 'node:path';
import { ask } from '../../host/ask.ts';
import type { Fact } from '../../host/facts.ts';
import type { Io } from '../../io.ts';
import { objectIn } from '../../json/object.ts';
import { templatesFolder } from '../../recipe/templates.ts';
import type { AllReduce } from './facts.ts';

/** The place of this node among the others. */
interface ReduceRequest {
  readonly nodes: number;
  readonly index: number;
  /** GPUs of each node; without one it is done on the processor. */
  readonly gpus: number;
  readonly head: string;
  readonly port: number;
}

const TIMEOUT_MS = 120_000;
const WORD = '@cookbook-run ';

/** What templates/slurm/all_reduce.py prints. */
interface Said {
  readonly sum?: AllReduce;
  readonly why?: string;
}

/** The sum as this node saw it; not known where its python has no torch, with the reason where it failed. */
export async function allReduce(
  { nodes, index, gpus, head, port }: ReduceRequest,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<Fact<AllReduce>> {
  const has = await ask('python', ['-c', 'import torch'], { env, cwd, timeoutMs: TIMEOUT_MS });
  if (has.kind !== 'answered')
    return {
      ok: false,
      reason: `torch is not there: ${has.kind === 'absent' ? 'python is not on PATH' : has.last}`,
    };
  const words = [
    ...['-m', 'torch.distributed.run', `--nnodes=${nodes}`, `--nproc_per_node=${Math.max(1, gpus)}`],
    ...[`--node_rank=${index}`, `--master_addr=${head}`, `--master_port=${port}`],
    join(templatesFolder(), 'slurm/all_reduce.py'),
  ];
  const quiet = { ...env, OMP_NUM_THREADS: '1', TORCH_CPP_LOG_LEVEL: 'ERROR' };
  const answer = await ask('python', words, { env: quiet, cwd, timeoutMs: TIMEOUT_MS });
  const result = answer.stdout?.split('\n').find((line) => line.startsWith(WORD));
  const said = (objectIn(result?.slice(WORD.length) ?? '') ?? {}) as Said;
  if (said.sum !== undefined) return { ok: true, value: said.sum };
  const failed =
    said.why ?? (answer.kind === 'answered' ? 'it said nothing' : (answer.last ?? answer.detail));
  return { ok: true, value: { backend: gpus > 0 ? 'nccl' : 'gloo', failed, ranks: 0, bytes: 0, seconds: 0 } };
}
