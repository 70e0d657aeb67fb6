/** A key in `[custom]` that our entry scripts do not know. */
import { nearest } from '../../findings/nearest.ts';
import { defineRule } from '../rule.ts';
import { joinKey, leavesOf } from '../value.ts';

const DATASET = ['validation_path', 'validation_share'];

/** Keys of the three tables our entry scripts read (templates/entry/cookbook_entry/config.py), by layout. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  avha: DATASET.map((key) => `custom.dataset.${key}`),
  'blended-av': [...DATASET, 'dataset_root', 'subdirectories', 'weights', 'meta_file'].map(
    (key) => `custom.dataset.${key}`,
  ),
};
const SHARED = [
  ...['fps', 'nframes', 'min_pixels', 'max_pixels', 'total_pixels'].map((key) => `custom.vision.${key}`),
  ...['system_file', 'user_file'].map((key) => `custom.prompts.${key}`),
];

export const customKeyUnknown = defineRule({
  id: 'custom-key-unknown',
  summary: 'a key in [custom] that our entry script does not know',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key under `[custom.dataset]`, `[custom.vision]` or `[custom.prompts]` is none that the entry script reads.',
    why: 'The engine passes `[custom]` through unread. Our entry scripts refuse such a key, but only after the engine was imported.',
    fix: 'Use the suggested key, or remove it. With --script these tables are yours and not looked at.',
  },
  evaluate(view) {
    const { layout } = view.context;
    if (layout === undefined) return { skipped: 'the entry script is not one of ours' };
    const known = [...(KNOWN[layout] ?? []), ...SHARED];
    const tables = /^custom\.(dataset|vision|prompts)\./;
    return leavesOf(view.config).flatMap(([path]) => {
      const key = joinKey(path);
      if (!tables.test(key) || known.includes(key)) return [];
      const suggestion = nearest(key, known);
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is not a key that the ${layout} entry script reads`,
          help: suggestion === undefined ? `remove it with \`~${key}\`` : `did you mean \`${suggestion}\`?`,
          data: { key, ...(suggestion === undefined ? {} : { suggestion }) },
        },
      ];
    });
  },
});
