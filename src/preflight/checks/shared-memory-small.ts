import { note, toSet } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** /dev/shm is too small for the data loader. */
export const sharedMemorySmall = defineHostCheck({
  id: 'shared-memory-small',
  summary: '/dev/shm is too small for the data loader.',
  severity: 'warning',
  category: 'host',
  reads: ['sharedMemory'],
  docs: {
    what: '/dev/shm has less than 1 GiB for each GPU of the run.',
    why: 'The workers of the data loader hand over their samples through shared memory; containers give 64 MiB unless told otherwise, and the loader then dies of a bus error in the middle of the run.',
    fix: 'Start the container with `--shm-size=16g` or `--ipc=host`.',
  },
  evaluate({ sharedMemory: { freeBytes, totalBytes } }, { gpus = 1 }, { keys }) {
    const wanted = gpus * 1024 ** 3;
    if (freeBytes >= wanted) return [];
    const mebibytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
    return [
      {
        subject: '/dev/shm',
        message: `/dev/shm has ${mebibytes(freeBytes)} of ${mebibytes(totalBytes)} MiB free, which is little for ${gpus === 1 ? 'a GPU' : `${gpus} GPUs`}.`,
        remedy: [
          note('start the container with `--shm-size=16g`'),
          ...(keys?.loaders === undefined ? [] : [toSet({ [keys.loaders]: 0n })]),
        ],
        data: { freeBytes, totalBytes },
      },
    ];
  },
});
