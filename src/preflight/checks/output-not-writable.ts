import { note, toSet } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** The output folder cannot be written. */
export const outputNotWritable = defineHostCheck({
  id: 'output-not-writable',
  summary: 'The output folder cannot be written.',
  severity: 'error',
  category: 'disk',
  reads: ['output'],
  docs: {
    what: 'The output folder, or the nearest parent of it that exists, may not be written.',
    why: 'The engine creates it only at its first save: the whole training up to there would be lost.',
    fix: 'Give another folder, or mend its permissions.',
  },
  evaluate: ({ output: { path, existingParent, writable } }, _, { keys }) =>
    writable
      ? []
      : [
          {
            subject: path,
            message:
              path === existingParent
                ? `The output folder ${path} cannot be written.`
                : `The output folder ${path} cannot be created: ${existingParent} cannot be written or is not a folder.`,
            remedy: [
              ...(keys === undefined
                ? []
                : [toSet({ [keys.output]: 'FOLDER' }, 'give another folder with {}')]),
              note('mend its permissions'),
            ],
            data: { path, existingParent },
          },
        ],
});
