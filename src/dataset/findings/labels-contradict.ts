import { defineDatasetFinding } from '../finding-kind.ts';

/** The same clip has two scores. */
export const labelsContradict = defineDatasetFinding<{
  readonly clip: string;
  readonly score: number;
  readonly first: string;
  readonly firstScore: number;
}>({
  id: 'labels-contradict',
  summary: 'The same clip has two scores.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'Two rows name the same file and give it different scores.',
    why: 'The published download script names clips by the number of their row, in one folder for all datasets: a second dataset with its rows in another order takes the clips of the first, with the wrong labels.',
    fix: 'Download each dataset into a folder of its own, and make it anew.',
  },
  say: ({ clip, score, first, firstScore }, subject) => ({
    message: `${subject} gives ${clip} the score ${score}; ${first} gives it ${firstScore}.`,
    help: 'Download the clips of each dataset into a folder of its own, and make it anew.',
  }),
});
