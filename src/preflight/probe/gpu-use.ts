/** Memory and use of some GPUs while a run goes on: nvidia-smi is asked now and then, and nobody waits for it. */

import { ask } from '../../host/ask.ts';
import type { Io } from '../../io.ts';

/** Of all GPUs of a run together. */
interface GpuUse {
  readonly memoryGiB: { readonly used: number; readonly total: number };
  /** Percent, mean; not there where the driver does not tell it. */
  readonly busy?: number;
}

/** Adds up the lines of nvidia-smi's CSV; `undefined` where one has no memory in numbers (`[N/A]`). */
export function parseUse(text: string): GpuUse | undefined {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => Number(cell.trim() === '' ? Number.NaN : cell)));
  const sum = (column: number) => rows.reduce((all, row) => all + (row[column] ?? Number.NaN), 0);
  const [used, total, busy] = [sum(0) / 1024, sum(1) / 1024, sum(2) / rows.length];
  if (rows.length === 0 || !Number.isFinite(used) || !Number.isFinite(total)) return undefined;
  return { memoryGiB: { used, total }, ...(Number.isFinite(busy) ? { busy } : {}) };
}

const EVERY_MS = 15_000;
const TIMEOUT_MS = 5_000;

/** Asks until `stop`; `now` is what was heard last, nothing where the last question was not answered. */
export function watchGpuUse(
  gpus: readonly number[],
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
  everyMs = EVERY_MS,
): { readonly now: () => GpuUse | undefined; readonly stop: () => void } {
  if (gpus.length === 0) return { now: () => undefined, stop: () => {} };
  let last: GpuUse | undefined;
  let asking = false;
  const args = [
    '--query-gpu=memory.used,memory.total,utilization.gpu',
    '--format=csv,noheader,nounits',
    `--id=${gpus.join(',')}`,
  ];
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const answer = await ask('nvidia-smi', args, { env, cwd, timeoutMs: TIMEOUT_MS });
    last = answer.kind === 'answered' ? parseUse(answer.stdout) : undefined;
    asking = false;
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { now: () => last, stop: () => clearInterval(timer) };
}
