/** Partitions as `sinfo` prints them, one line for each group of nodes that are alike. */
import { limitSeconds } from '../../site/slurm-time.ts';
import type { ClusterNeed, NodeGroup, Partition } from './facts.ts';

/** The fields of a line: partition with a star for the standard one, state, limits, nodes, GRES, state of the nodes. */
export const SINFO_FORMAT = '%P|%a|%l|%L|%D|%G|%T';

/** `gpu:h100:8(S:0-1),shard:4` as resources with their counts; what stands in brackets is about sockets. */
function gresOf(text: string): NodeGroup['gpus'] {
  return text
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .flatMap((one) => {
      const [, gres, count] = /^(gpu(?::[^:,]+)?):(\d+)$/.exec(one) ?? [];
      return gres === undefined ? [] : [{ gres, count: Number(count) }];
    });
}

/** Reads what `sinfo -h -o SINFO_FORMAT` printed. */
export function partitionsIn(text: string): readonly Partition[] {
  const found = new Map<string, Partition>();
  for (const line of text.split('\n')) {
    const [name = '', available, limit = '', standardLimit = '', nodes = '', gres = '', state = ''] =
      line.split('|');
    if (name === '' || !/^\d+$/.test(nodes)) continue;
    const plain = name.replace(/\*$/, '');
    const earlier = found.get(plain);
    const [most, usual] = [limitSeconds(limit), limitSeconds(standardLimit)];
    found.set(plain, {
      name: plain,
      standard: name.endsWith('*'),
      up: available === 'up',
      ...(most === undefined ? {} : { limit: most }),
      ...(usual === undefined ? {} : { standardLimit: usual }),
      groups: [
        ...(earlier?.groups ?? []),
        // A state with a mark (`idle*`, `drain~`) is the same state.
        { nodes: Number(nodes), gpus: gresOf(gres), state: state.replace(/[^a-z_]+$/, '') },
      ],
    });
  }
  return [...found.values()];
}

/** The partitions that a job may be put into: those that it names, else the standard one. */
export function chosenPartitions(
  partitions: readonly Partition[],
  { partition }: Pick<ClusterNeed, 'partition'>,
): readonly Partition[] {
  if (partition === undefined) return partitions.filter(({ standard }) => standard);
  const names = partition.split(',');
  return partitions.filter(({ name }) => names.includes(name));
}

/** GPUs of a node under the asked name; a plain `gpu` counts those of every kind. */
export function gpusNamed({ gpus }: NodeGroup, gres: string): number {
  return gpus
    .filter((one) => one.gres === gres || (gres === 'gpu' && one.gres.startsWith('gpu:')))
    .reduce((sum, { count }) => sum + count, 0);
}
