import { defineDatasetFinding } from '../finding-kind.ts';

/** The classes of a wafer map dataset are small or of unequal size. */
export const classImbalanced = defineDatasetFinding<{
  readonly classes: Readonly<Record<string, number>>;
  readonly published: number;
}>({
  id: 'class-imbalanced',
  summary: 'The classes have few pictures, or some have more than twice as many as others.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'The pictures of each folder are counted; the published run had 100 of each of eight classes.',
    why: 'A class with few pictures is seldom predicted; its accuracy says little.',
    fix: 'Sample the classes evenly.',
  },
  say: ({ classes, published }, subject) => {
    const sizes = Object.entries(classes).sort(([, a], [, b]) => a - b);
    const [least = ['', 0], most = least] = [sizes[0], sizes.at(-1)];
    return {
      message: `${subject} has ${sizes.length} classes with ${least[1]} (${least[0]}) to ${most[1]} (${most[0]}) pictures; the published run had ${published} of each.`,
    };
  },
});
