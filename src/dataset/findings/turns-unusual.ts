import { defineDatasetFinding } from '../finding-kind.ts';

/** A conversation has other messages than the published ones of its recipe. */
export const turnsUnusual = defineDatasetFinding<{ readonly roles: readonly string[] }>({
  id: 'turns-unusual',
  summary: 'A conversation has other messages than the published ones of its recipe.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A row of VideoPhy-2 has exactly three messages: system, user and assistant.',
    why: 'The evaluation asks with the system message. The reinforcement learning of the same recipe takes the first two messages as the prompt: without a system message the answer is one of them.',
    fix: 'Add the system message, or leave it if you evaluate without one.',
  },
  say: ({ roles }, subject) => ({
    message: `${subject} has the messages ${roles.join(', ')}, not system, user, assistant.`,
    help: 'Add the system message when the dataset is made.',
  }),
});
