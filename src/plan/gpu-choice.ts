/** Which GPUs of the host a run takes. */
import type { Gpu, HostFacts } from '../host/facts.ts';
import type { LaunchPlan } from './launch-plan.ts';

/**
 * The freest GPUs, as many as needed, where fewer are needed than seen: the launcher counts every GPU it sees. Those that a
 * run of this host has leased come last: in its first minute no memory shows that it uses them.
 */
export function visibleGpus(
  facts: HostFacts,
  leased: ReadonlySet<number> = new Set(),
): (needed: number) => string | undefined {
  return (needed) => {
    if (!facts.gpus.ok || facts.gpus.value.length <= needed) return undefined;
    const byUse = [...facts.gpus.value].sort(
      (a: Gpu, b: Gpu) =>
        Number(leased.has(a.index)) - Number(leased.has(b.index)) ||
        a.memoryUsedMiB - b.memoryUsedMiB ||
        a.index - b.index,
    );
    return byUse
      .slice(0, needed)
      .map((gpu) => gpu.index)
      .sort((a, b) => a - b)
      .join(',');
  };
}

/** Indices of the GPUs that a planned run will use; empty where the host's are not known. */
export function gpusOf({ env }: Pick<LaunchPlan, 'env'>, facts: HostFacts): readonly number[] {
  const visible = env['CUDA_VISIBLE_DEVICES'];
  if (visible !== undefined) return /^\d+(,\d+)*$/.test(visible) ? visible.split(',').map(Number) : [];
  return facts.gpus.ok ? facts.gpus.value.map(({ index }) => index) : [];
}
