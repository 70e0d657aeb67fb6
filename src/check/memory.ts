/** Whether a config fits the GPUs of a known host, before any data is looked at. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { surroundingsOf } from '../checkpoint/facts.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import type { TomlTable } from '../config/value.ts';
import { type Report, stamp } from '../findings/finding.ts';
import type { Gpu } from '../host/facts.ts';
import { type MemoryEngine, memoryNeed, memoryOf } from '../plan/memory.ts';
import { gpuMemoryTooSmall } from '../preflight/checks/gpu-memory-too-small.ts';

/** What there is to look at. */
interface MemoryContext {
  readonly hostGpus?: readonly Gpu[];
  readonly workdir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The finding about so many GPUs, or why it could not be looked for; nothing where no host is known. */
export function memoryReport(
  config: TomlTable,
  engine: MemoryEngine,
  needed: number,
  context: MemoryContext,
  model?: Checkpoint,
): Report {
  const { hostGpus: gpus, workdir, env = {} } = context;
  if (gpus === undefined) return { findings: [], skipped: [] };
  const checkpoint = model ?? readCheckpoint('', surroundingsOf(workdir, env));
  const planned = memoryOf(config, engine, checkpoint);
  const memory = memoryNeed(planned);
  if (memory === undefined) {
    const { estimate } = planned;
    const reason = 'unmeasured' in estimate ? estimate.unmeasured : 'not known';
    return { findings: [], skipped: [{ id: gpuMemoryTooSmall.id, reason }] };
  }
  const found = gpuMemoryTooSmall.evaluate({ gpus }, { gpus: needed, memory }, { portsMove: true });
  return { findings: found.map((draft) => stamp(gpuMemoryTooSmall, draft)), skipped: [] };
}
