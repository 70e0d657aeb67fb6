import { gigabytes } from '../../findings/amounts.ts';
import { note, toSet } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** The disk of the output folder has too little free space. */
export const outputDiskTooSmall = defineHostCheck({
  id: 'output-disk-too-small',
  summary: 'The disk of the output folder has too little free space.',
  severity: 'error',
  category: 'disk',
  reads: ['output'],
  docs: {
    what: 'There is less free space than the run will write: an error if not even one save fits, else a warning.',
    why: 'A save on a full disk fails, and an engine may still exit 0 after a failed last export (seen with both).',
    fix: 'Free some space, choose another disk with `--output`, save less often, or keep fewer checkpoints.',
  },
  evaluate({ output: { path, freeBytes } }, { diskBytes, saveBytes, holds }, { keys }) {
    const first = saveBytes !== undefined && freeBytes < saveBytes;
    if (!first && (diskBytes === undefined || freeBytes >= diskBytes)) return [];
    const kept = keys?.keep === undefined ? undefined : holds?.(keys.keep);
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
          ...(keys === undefined ? [] : [toSet({ [keys.output]: 'FOLDER' }, 'choose another disk with {}')]),
          // Fewer checkpoints do not make room for the first one.
          ...(!first && keys?.keep !== undefined && (keep === undefined || keep < 0 || keep > 2)
            ? [toSet({ [keys.keep]: 2n }, 'keep fewer checkpoints with {}')]
            : [note('free some space')]),
        ],
        data: { freeBytes, diskBytes, saveBytes },
      },
    ];
  },
});
