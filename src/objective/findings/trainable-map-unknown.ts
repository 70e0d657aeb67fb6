import { defineObjectiveFinding } from '../finding-kind.ts';

/** policy.trainable_map names something the model does not have. */
export const trainableMapUnknown = defineObjectiveFinding<{ readonly path: string; readonly of: string }>({
  id: 'trainable-map-unknown',
  summary: 'policy.trainable_map names something the model does not have.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'A key of policy.trainable_map is neither a parameter nor a module of the model.',
    why: 'The engine raises KeyError `not found among parameters or modules` (policy/model/base.py: apply_trainable, 0.4.4).',
    fix: 'Use names from the module table.',
  },
  say: ({ path, of }) => ({
    message: `policy.trainable_map.${path} is no module in ${of}.`,
    help: 'Use a name from the module table.',
  }),
});
