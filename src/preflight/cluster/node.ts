/** The side of a node: it looks at itself, at the way to the first node, and at the sum over all ranks. */

import { adapterOf } from '../../engine/registry.ts';
import { ask } from '../../host/ask.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Io } from '../../io.ts';
import { probeHost } from '../probe.ts';
import { allReduce } from './all-reduce.ts';
import type { NodeReport } from './facts.ts';
import { linksTo, listenOn, type Ports } from './links.ts';

/** What every node is told; which of them it is, Slurm tells it. */
export interface NodeTask {
  readonly nodes: number;
  /** The engine whose requirements it looks for. */
  readonly engineName?: string;
  readonly ports: Ports;
  /** The port, of those, at which ranks meet. */
  readonly meeting: string;
}

/** How long nodes may start apart from each other. */
const APART_MS = 30_000;

async function driverOf({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Promise<string | undefined> {
  const args = ['--query-gpu=driver_version', '--format=csv,noheader'];
  const answer = await ask('nvidia-smi', args, { env, cwd, timeoutMs: 10_000 });
  return answer.kind === 'answered' ? answer.stdout.trim().split('\n')[0]?.trim() : undefined;
}

/** The address at which the other nodes reach the first one, as Slurm has it; else its name. */
async function headOf({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  const list = env['SLURM_STEP_NODELIST'] ?? env['SLURM_JOB_NODELIST'] ?? '';
  const surroundings = { env, cwd, timeoutMs: 10_000 };
  const names = await ask('scontrol', ['show', 'hostnames', list], surroundings);
  const first = names.kind === 'answered' ? (names.stdout.trim().split('\n')[0] ?? '') : list;
  const node = await ask('scontrol', ['--oneliner', 'show', 'node', first], surroundings);
  return (node.kind === 'answered' ? /\bNodeAddr=(\S+)/.exec(node.stdout)?.[1] : undefined) ?? first;
}

const countOf = ({ gpus }: HostFacts) => (gpus.ok ? gpus.value.length : 0);

/** What this node has to say. The first one listens until all have come, or enough time has passed. */
export async function nodeReport(task: NodeTask, io: Io): Promise<NodeReport> {
  const node = io.env['SLURMD_NODENAME'] ?? '';
  const index = Number(io.env['SLURM_NODEID'] ?? 0);
  const head = await headOf(io);
  const listening = index === 0 ? await listenOn(task.ports) : undefined;
  const heard = listening?.heard(task.nodes, APART_MS);
  const found = await linksTo(head, task.ports, APART_MS);
  await heard;
  const links = found.map((link) =>
    listening?.busy.has(link.port) === true ? { ...link, ok: false, why: 'something else has it' } : link,
  );
  const host = await adapterOf(task).host();
  const [facts, driver] = await Promise.all([probeHost(host, {}, io), driverOf(io)]);
  const port = task.ports[task.meeting] ?? 0;
  const reachable = links.every(({ ok }) => ok);
  const place = { nodes: task.nodes, index, gpus: countOf(facts), head, port };
  return {
    node,
    index,
    ...(driver === undefined ? {} : { driver }),
    facts,
    links,
    reduce: reachable
      ? await allReduce(place, io)
      : { ok: false, reason: 'a port of the first node cannot be reached' },
  };
}
