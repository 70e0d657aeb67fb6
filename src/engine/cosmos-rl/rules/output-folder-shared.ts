/** The output folder holds other runs, or will hold this one twice. */

import { plural } from '../../../findings/amounts.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** A launch into a folder with a run in it, which only a checkpoint of that run makes sense of. */
function inUse(view: ConfigView, because: string): readonly FindingDraft[] {
  const { heldSteps: [first, ...more] = [] } = view.context;
  if (first === undefined || typeof view.written('train.resume') === 'string') return [];
  return [
    {
      ...view.at('train.timestamp'),
      severity: 'error',
      message: `with \`train.timestamp\` set, the run would write into ${view.written('train.output_dir')}, where another run has saved ${first}${more.length === 0 ? '' : ` and ${more.length} more`}`,
      because,
      remedy: toRemove('train.timestamp'),
      data: { steps: [first, ...more] },
    },
  ];
}

export const outputFolderShared = defineRule({
  id: 'output-folder-shared',
  summary: 'the output folder is one that other runs use',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'Other runs are in the output folder, it is not named, or a fixed `train.timestamp` makes every run write to the same place.',
    why: 'The engine keeps `best/` in, and resumes from, the parent of its output folder, whoever wrote there (utils/checkpoint.py). With a timestamp the output folder is used as it is, and from 0.4.7 a step that is already there ends the run.',
    fix: 'Give each run its own train.output_dir, and leave train.timestamp out.',
  },
  evaluate(view) {
    const { outputRuns = [], launch, engine } = view.context;
    const second = engine.has('immutableCheckpoints')
      ? 'a second run ends at the first step that is already saved'
      : 'a second run writes over the first';
    if (launch === true) return inUse(view, second);
    const drafts: FindingDraft[] = [];
    const stamp = view.written('train.timestamp');
    if (typeof stamp === 'string' && stamp !== '')
      drafts.push({
        ...view.at('train.timestamp'),
        message: `\`train.timestamp = "${stamp}"\` makes every run of this file write into the same folder`,
        because: second,
        remedy: toRemove('train.timestamp'),
        fix: [{ op: 'remove', key: 'train.timestamp' }],
      });
    if (view.written('train.output_dir') === '')
      drafts.push({
        ...view.at('train.output_dir'),
        message:
          '`train.output_dir` is empty: every run of this file writes beside the others, into the folder it is started in',
        remedy: toSet({ 'train.output_dir': 'outputs/NAME' }),
      });
    if (outputRuns.length > 0)
      drafts.push({
        ...view.at('train.output_dir'),
        severity:
          view.bool('train.resume') && view.written('train.resume') !== undefined ? 'error' : 'warning',
        message: `the output folder holds ${plural(outputRuns.length, 'other run')}: ${outputRuns.slice(0, 3).join(', ')}`,
        because: 'best/ is shared between them, and resume = true takes the highest step of any',
        remedy: toSet({ 'train.output_dir': 'outputs/NAME' }, 'choose another folder, for example {}'),
        data: { runs: outputRuns },
      });
    return drafts;
  },
});
