import { defineObjectiveFinding } from '../finding-kind.ts';

/** Some entries of a pattern or target list name nothing. */
export const patternMatchesPartly = defineObjectiveFinding<{
  readonly key: string;
  readonly missed: readonly string[];
  readonly met: number;
  readonly of: string;
}>({
  id: 'pattern-matches-partly',
  summary: 'Some entries of a pattern or target list name nothing.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'Of several entries some meet parameters of the model and some meet none.',
    why: 'The engine applies those that fit and does not mention the others (policy/model/base.py:340-432, policy/lora/plugin.py, 0.4.4).',
    fix: 'Remove or correct the entries that meet nothing.',
  },
  say: ({ key, missed, met, of }) => ({
    message: `${key}: ${missed.map((one) => `\`${one}\``).join(', ')} fits no name in ${of}; the other ${met} do.`,
    help: 'Remove or correct what fits nothing: the engine leaves it out silently.',
  }),
});
