import { defineDatasetFinding } from '../finding-kind.ts';

/** A conversation does not have the form of one. */
export const conversationInvalid = defineDatasetFinding<{ readonly problem: string }>({
  id: 'conversation-invalid',
  summary: 'A conversation does not have the form of one.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A conversation is a list of messages: perhaps one by `system`, then `user` and `assistant` in turn, each with text; in a LLaVA-style file `human` and `gpt` in turn. A message of a blended item holds at most one video part; in a saved dataset, user messages hold any number of video and image parts, each with the path of one file.',
    why: 'The packers of the engine raise or train on the wrong turns (dispatcher/data/packer, 0.4.7); the entry script stops.',
    fix: 'Correct the conversation.',
  },
  say: ({ problem }, subject) => ({
    message: `${subject}: ${problem}.`,
    help: 'Write an optional system message, then user and assistant (human and gpt) in turn, each with text.',
  }),
});
