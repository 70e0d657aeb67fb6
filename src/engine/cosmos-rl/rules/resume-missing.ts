/** The checkpoint to resume from is not there. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const resumeMissing = defineRule({
  id: 'resume-missing',
  summary: 'the checkpoint to resume from is not there',
  severity: 'error',
  category: 'input',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.resume` names a folder that does not exist, on a disk that can be looked at.',
    why: '0.4.7 fails after the model was loaded; up to 0.4.6 the run is only told so in its log, and trains from scratch (utils/checkpoint.py).',
    fix: 'Name a checkpoint that is there, `RUN/checkpoints/step_N/policy`, or write false.',
  },
  evaluate(view) {
    const { resume, launch } = view.context;
    if (resume === undefined) return [];
    return [
      {
        ...view.at('train.resume'),
        // A file that is only checked may be for a machine that shares this folder's name.
        severity: launch === true ? ('error' as const) : ('warning' as const),
        message: `there is no checkpoint ${resume.name} to resume from`,
        because: 'the run would fail after the model was loaded, or up to 0.4.6 train from scratch',
        remedy: [
          ...(resume.newest === undefined
            ? []
            : [toSet({ 'train.resume': resume.newest }, '{} for the newest that is there')]),
          toSet({ 'train.resume': false }),
        ],
        data: { ...resume },
      },
    ];
  },
});
