/** A config of the cosmos-rl in the TAO Toolkit image. */
import { defineRule } from '../rule.ts';
import { taoMarks } from '../tao.ts';

function sentence(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export const taoDialect = defineRule({
  id: 'tao-dialect',
  summary: 'a config of the cosmos-rl in the TAO Toolkit image',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The file uses keys, the logger "tao" or the scheme `hf_model://`, which only the cosmos-rl of the TAO Toolkit image reads.',
    why: 'The cosmos-rl of PyPI drops `validation.freq_in_epoch` and `train.optm_warmup_epochs` without a word, ignores the logger, and takes `hf_model://organisation/name` for a folder (policy/config/__init__.py, 0.4.7). `freq_in_epoch` counts epochs where `validation.freq` counts steps, so that no key can take its place as it is; `train.ckpt.save_freq_in_epoch` it does read.',
    fix: 'Start the file with the image of the TAO Toolkit, or take what only that one reads out of it.',
  },
  evaluate(view) {
    const marks = taoMarks(view);
    const [first] = marks;
    if (first === undefined) return [];
    const counted = marks.filter(({ value }) => value === undefined).map(({ key }) => key);
    const set = marks.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value] as const]));
    return [
      {
        ...view.at(first.key),
        ...(marks.every(({ harmless }) => harmless) ? { severity: 'warning' as const } : {}),
        message: `this file is for the cosmos-rl of the TAO Toolkit image: ${sentence(marks.map(({ text }) => text))} ${marks.length === 1 ? 'shows' : 'show'} it`,
        because:
          counted.length === 0
            ? `cosmos-rl ${view.context.engine.version} of PyPI does not know ${marks.length === 1 ? 'it' : 'them'}`
            : `cosmos-rl ${view.context.engine.version} of PyPI drops these keys; what counts epochs there has no key here, since validation.freq and train.optm_warmup_steps count steps`,
        remedy: {
          kind: 'override',
          ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }),
          ...(counted.length === 0 ? {} : { remove: counted }),
          text: 'start it with the TAO Toolkit image; or for the cosmos-rl of PyPI {}',
        },
        data: { marks: marks.map(({ key }) => key) },
      },
    ];
  },
});
