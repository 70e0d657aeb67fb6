/** The GPUs the engine's launcher would see, asked in the way it asks. */

import { ask } from '../../host/ask.ts';
import type { Gpu, HostFacts } from '../../host/facts.ts';
import type { Io } from '../../io.ts';

const QUERY = ['--query-gpu=index,name,memory.total,memory.used', '--format=csv,noheader,nounits'];

/** One line of nvidia-smi's CSV; a name may hold commas, and some boards print `[N/A]` for memory. */
function parseGpu(line: string): Gpu | undefined {
  const cells = line.split(',').map((cell) => cell.trim());
  const [index, total, used] = [cells[0], cells.at(-2), cells.at(-1)].map(Number);
  const name = cells.slice(1, -2).join(', ');
  if (index === undefined || total === undefined || used === undefined || cells.length < 4) return undefined;
  if (!Number.isInteger(index) || !Number.isFinite(total) || !Number.isFinite(used)) return undefined;
  return { index, name, memoryTotalMiB: total, memoryUsedMiB: used };
}

/** Asks nvidia-smi with `--id=` from CUDA_VISIBLE_DEVICES, as launchers do. */
export async function probeGpus(
  io: Pick<Io, 'env' | 'cwd'>,
  program: string | undefined,
  timeoutMs: number,
): Promise<Pick<HostFacts, 'gpus' | 'nvidiaSmi'>> {
  if (program === undefined) {
    const detail = 'nvidia-smi is not on PATH';
    return { gpus: { ok: true, value: [] }, nvidiaSmi: { ok: true, value: { outcome: 'absent', detail } } };
  }
  const visible = io.env['CUDA_VISIBLE_DEVICES'];
  // nvidia-smi ends with 255, `Failed to parse device string`, for an empty list (driver of an H200, 2026-11).
  if (visible?.trim() === '') {
    const detail = `CUDA_VISIBLE_DEVICES is empty and hides all GPUs`;
    return { gpus: { ok: true, value: [] }, nvidiaSmi: { ok: true, value: { outcome: 'answered', detail } } };
  }
  const args = visible === undefined ? QUERY : [...QUERY, `--id=${visible}`];
  const answer = await ask(program, args, { env: io.env, cwd: io.cwd, timeoutMs });
  if (answer.kind !== 'answered') {
    // Ids that do not exist end with 6 and this text.
    if (/no devices were found/i.test(answer.detail)) {
      const value = { outcome: 'answered', detail: `nvidia-smi found none for ${args.at(-1)}` } as const;
      return { gpus: { ok: true, value: [] }, nvidiaSmi: { ok: true, value } };
    }
    const outcome = answer.kind === 'timed-out' ? 'timed-out' : 'failed';
    return {
      gpus: { ok: false, reason: answer.detail },
      nvidiaSmi: { ok: true, value: { outcome, detail: answer.detail } },
    };
  }
  const lines = answer.stdout.split('\n').filter((line) => line.trim() !== '' && !/^no devices/i.test(line));
  const gpus = lines.map(parseGpu);
  const nvidiaSmi = { ok: true, value: { outcome: 'answered', detail: `${lines.length} GPUs` } } as const;
  const unread = gpus.indexOf(undefined);
  if (unread >= 0) {
    return {
      gpus: { ok: false, reason: `nvidia-smi printed a line that could not be read: ${lines[unread]}` },
      nvidiaSmi,
    };
  }
  return { gpus: { ok: true, value: gpus.filter((gpu) => gpu !== undefined) }, nvidiaSmi };
}
