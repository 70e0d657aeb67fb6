/** Whether a config fits the GPUs of a known host, before any data is looked at. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import type { TomlTable } from '../config/value.ts';
import { gpusNeeded } from '../engine/cosmos-rl/placement.ts';
import type { CosmosRl } from '../engine/cosmos-rl/versions.ts';
import { type Report, stamp } from '../findings/finding.ts';
import type { Gpu } from '../host/facts.ts';
import { memoryNeed, memoryOf } from '../plan/memory.ts';
import { withoutData } from '../plan/token-range.ts';
import { gpuMemoryTooSmall } from '../preflight/checks/gpu-memory-too-small.ts';

/** What there is to look at. */
interface MemoryContext {
  readonly hostGpus?: readonly Gpu[];
  readonly workdir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The finding, or why it could not be looked for; nothing where no host is known. */
export function memoryReport(
  config: TomlTable,
  engine: CosmosRl,
  context: MemoryContext,
  model?: Checkpoint,
): Report {
  const { hostGpus: gpus, workdir, env = {} } = context;
  if (gpus === undefined) return { findings: [], skipped: [] };
  const checkpoint = model ?? readCheckpoint('', surroundingsOf(workdir, env));
  const planned = memoryOf(config, engine, checkpoint, withoutData(config, engine));
  const memory = memoryNeed(planned);
  if (memory === undefined) {
    const { estimate } = planned;
    const reason = 'unmeasured' in estimate ? estimate.unmeasured : 'not known';
    return { findings: [], skipped: [{ id: gpuMemoryTooSmall.id, reason }] };
  }
  const found = gpuMemoryTooSmall.evaluate(
    { gpus },
    { gpus: gpusNeeded(config), memory },
    { portsMove: true },
  );
  return { findings: found.map((draft) => stamp(gpuMemoryTooSmall, draft)), skipped: [] };
}
