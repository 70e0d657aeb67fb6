import { note, toSet } from '../../findings/remedy.ts';
import { defineCheck } from '../../host/check.ts';

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const KEEP = 'train.ckpt.max_keep';

/** The disk of the output folder has too little free space. */
export const outputDiskTooSmall = defineCheck({
  id: 'output-disk-too-small',
  summary: 'The disk of the output folder has too little free space.',
  severity: 'error',
  category: 'disk',
  reads: ['output'],
  docs: {
    what: 'There is less free space than the run will write: an error if not even one save fits, else a warning.',
    why: 'A save on a full disk fails, and cosmos-rl 0.4.7 still exits 0 after a failed last export (seen).',
    fix: 'Free some space, choose another disk with `train.output_dir`, save less often, or keep fewer checkpoints (`train.ckpt.max_keep`).',
  },
  evaluate({ output: { path, freeBytes } }, { diskBytes, saveBytes, holds }) {
    const first = saveBytes !== undefined && freeBytes < saveBytes;
    if (!first && (diskBytes === undefined || freeBytes >= diskBytes)) return [];
    const kept = holds?.(KEEP);
    const keep = kept === undefined ? undefined : Number(kept);
    const needed = Math.max(diskBytes ?? 0, saveBytes ?? 0);
    const what = first
      ? `one save needs ${gigabytes(saveBytes)}`
      : `the run may write up to ${gigabytes(needed)}`;
    return [
      {
        subject: path,
        severity: first ? 'error' : 'warning',
        message: `The disk of ${path} has ${gigabytes(freeBytes)} free, and ${what}.`,
        remedy: [
          toSet({ 'train.output_dir': 'FOLDER' }, 'choose another disk with {}'),
          // Fewer checkpoints do not make room for the first one.
          ...(!first && (keep === undefined || keep < 0 || keep > 2)
            ? [toSet({ [KEEP]: 2n }, 'keep fewer checkpoints with {}')]
            : [note('free some space')]),
        ],
        data: { freeBytes, diskBytes, saveBytes },
      },
    ];
  },
});
