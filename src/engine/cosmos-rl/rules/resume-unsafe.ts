/** Resume picks or deletes what nobody named. */

import { toSet } from '../../../findings/remedy.ts';
import { valueAt } from '../../../json/object.ts';
import { defineRule } from '../rule.ts';

/** Texts that people mean as no or yes; the engine keeps any text as a path. */
const WORDS: Readonly<Record<string, boolean>> = {
  none: false,
  null: false,
  false: false,
  no: false,
  true: true,
  yes: true,
  auto: true,
  latest: true,
};

/** Folders that the engine itself makes, and that hold no state to resume from. */
const OTHER_FOLDER = /(^|\/)(step_\d+|safetensors|checkpoints)\/?$|(^|\/)safetensors\//;

export const resumeUnsafe = defineRule({
  id: 'resume-unsafe',
  summary: 'resume picks or deletes what nobody named',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.resume` is true, or a text that is no path of a checkpoint.',
    why: 'With true the engine takes the highest step of any sibling run; from 0.4.0 to 0.4.6 it first deletes every checkpoint it takes for incomplete, e.g. those made on another number of GPUs; up to 0.3.9 it looks at the newest sibling only (utils/checkpoint.py). Any text, "true" and "None" too, is a path: up to 0.4.6 a wrong one trains from scratch, 0.4.7 fails.',
    fix: 'Name the checkpoint: train.resume="RUN/checkpoints/step_N/policy"; or write false, without quotes.',
  },
  evaluate(view) {
    const { engine } = view.context;
    const { version } = engine;
    const value = view.written('train.resume');
    const remedy = [
      toSet({ 'train.resume': false }),
      toSet({ 'train.resume': 'RUN/checkpoints/step_N/policy' }, '{} to go on from that checkpoint'),
    ];
    if (typeof value === 'string') {
      const meant = valueAt(WORDS, value.trim().toLowerCase());
      if (value === '' || /(^|\/)policy\/?$/.test(value)) return [];
      return [
        {
          ...view.at('train.resume'),
          severity:
            meant === undefined && !OTHER_FOLDER.test(value) ? ('warning' as const) : ('error' as const),
          message:
            meant === undefined
              ? `\`train.resume\` "${value}" does not end in checkpoints/step_N/policy, the folder that cosmos-rl resumes from`
              : `\`train.resume\` is the text "${value}", which the engine takes for a path`,
          because: engine.has('strictResume')
            ? 'a path that holds no checkpoint ends the run'
            : 'a path that holds no checkpoint is only logged, and the run trains from scratch',
          remedy,
          ...(meant === undefined
            ? {}
            : { fix: [{ op: 'set' as const, key: 'train.resume', value: meant }] }),
          data: { value },
        },
      ];
    }
    if (value === undefined || !view.bool('train.resume')) return [];
    const deletes = engine.has('resumeHighestStep') && !engine.has('strictResume');
    return [
      {
        ...view.at('train.resume'),
        severity: view.context.launch === true ? ('error' as const) : ('warning' as const),
        message: deletes
          ? `\`train.resume = true\` deletes checkpoints on cosmos-rl ${version}, and resumes from whatever run beside this one has the highest step`
          : '`train.resume = true` resumes from whatever run beside this one the engine picks',
        because: deletes
          ? 'every checkpoint made on another number of GPUs counts as incomplete (utils/checkpoint.py _prune_corrupted_ckpts)'
          : engine.has('resumeHighestStep')
            ? 'it takes the highest step of all runs in the output folder (utils/checkpoint.py)'
            : 'it takes the newest folder, and starts from scratch where that one has no checkpoint (utils/checkpoint.py)',
        remedy,
      },
    ];
  },
});
