import { defineObjectiveFinding } from '../finding-kind.ts';

/** The model is known by the name of its repository only. */
export const checkpointKnownByName = defineObjectiveFinding<{
  readonly repo: string;
  readonly family?: string;
}>({
  id: 'checkpoint-known-by-name',
  summary: 'The model is known by the name of its repository only.',
  severity: 'info',
  category: 'input',
  docs: {
    what: 'No file of the model lies on this machine, neither at the path nor in the cache of the Hub.',
    why: 'Nothing is downloaded to answer a question. A name is the weakest evidence: its owner can put anything there.',
    fix: 'Download the config and the index, or point to a local folder.',
  },
  say: ({ repo, family }) => ({
    message: `${repo} is known by name only: ${family === undefined ? 'its family cannot be told' : `taken for ${family}`}.`,
    help: 'For certainty fetch its config.json and index, then give the folder.',
  }),
});
